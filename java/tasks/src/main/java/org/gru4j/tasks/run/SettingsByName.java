package org.gru4j.tasks.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.file.JsonProblem;
import org.jspecify.annotations.Nullable;

/** Reads and changes a task's settings by their names in checkpoints, such as {@code reset_gate}. */
public final class SettingsByName {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * One setting.
     *
     * @param type the declared type in the settings record
     * @param element the element type of a list; null if the setting is not a list
     * @param value null if the setting has no value
     */
    public record Setting(
            Class<?> type,
            @Nullable Class<?> element,
            @Nullable Object value) {}

    private SettingsByName() {}

    /** Returns all settings of a record by name, in the record's order. */
    public static Map<String, Setting> all(Object settings) {
        Map<String, Setting> all = new LinkedHashMap<>();
        for (BeanPropertyDefinition property : JSON.getSerializationConfig()
                .introspect(JSON.constructType(settings.getClass()))
                .findProperties()) {
            JavaType type = property.getPrimaryType();
            Class<?> element =
                    type.isCollectionLikeType() ? type.getContentType().getRawClass() : null;
            Object value = property.getAccessor().getValue(settings);
            all.put(property.getName(), new Setting(type.getRawClass(), element, value));
        }
        return all;
    }

    /**
     * Returns a copy of the settings with one changed value.
     *
     * @throws IllegalArgumentException if there is no setting of that name, or the value is invalid
     */
    public static <S> S with(S settings, String name, @Nullable Object value) {
        return with(settings, Collections.singletonMap(name, value));
    }

    /**
     * Returns a copy of the settings with several changed values, which are checked together.
     *
     * @param values by name; a value may be null
     * @throws IllegalArgumentException if a name is unknown, or a value is invalid
     */
    public static <S> S with(S settings, Map<String, ? extends @Nullable Object> values) {
        ObjectNode fields = JSON.valueToTree(settings);
        values.forEach((name, value) -> {
            if (!fields.has(name)) {
                throw new IllegalArgumentException(
                        "settings: expected one of " + all(settings).keySet() + " but got '" + name + "'");
            }
            fields.set(name, JSON.valueToTree(value));
        });
        try {
            @SuppressWarnings("unchecked")
            S changed = (S) JSON.treeToValue(fields, settings.getClass());
            return changed;
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) { // the record's message names the setting
                throw refused;
            }
            throw new IllegalArgumentException(
                    "settings: " + String.join(", ", values.keySet()) + ": " + JsonProblem.of(e), e);
        }
    }
}
