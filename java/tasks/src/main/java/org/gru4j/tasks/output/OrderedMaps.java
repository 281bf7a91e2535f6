package org.gru4j.tasks.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes JSON reproducible. Ordered maps keep their order; other maps, whose order differs from process to process, are
 * sorted by key.
 */
final class OrderedMaps extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription description, JsonSerializer<?> serializer) {
        return new JsonSerializer<Map<?, ?>>() {
            @Override
            public void serialize(Map<?, ?> map, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ordered(map).entrySet()) {
                    json.writeFieldName(entry.getKey().toString());
                    provider.defaultSerializeValue(entry.getValue(), json);
                }
                json.writeEndObject();
            }
        };
    }

    private static Map<?, ?> ordered(Map<?, ?> map) {
        return map instanceof LinkedHashMap || map instanceof SortedMap || map instanceof EnumMap
                ? map
                : new TreeMap<>(map);
    }
}
