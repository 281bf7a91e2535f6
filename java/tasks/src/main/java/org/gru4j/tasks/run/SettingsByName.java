package org.gru4j.tasks.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.file.JsonProblem;

/** Changes of a task's settings by the names that a checkpoint gives them: {@code reset_gate}. */
final class SettingsByName {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private SettingsByName() {}

    /**
     * The same settings but for one.
     *
     * @throws IllegalArgumentException if there is no setting of that name, or it has no such value
     */
    static <S> S with(S settings, String name, Object value) {
        ObjectNode fields = JSON.valueToTree(settings);
        if (!fields.has(name)) {
            List<String> names = new ArrayList<>();
            fields.fieldNames().forEachRemaining(names::add);
            throw new IllegalArgumentException("settings: expected one of " + names + " but got '" + name + "'");
        }
        fields.set(name, JSON.valueToTree(value));
        try {
            @SuppressWarnings("unchecked")
            S changed = (S) JSON.treeToValue(fields, settings.getClass());
            return changed;
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) { // by the record, which names the setting
                throw refused;
            }
            throw new IllegalArgumentException("settings: " + name + ": " + JsonProblem.of(e), e);
        }
    }
}
