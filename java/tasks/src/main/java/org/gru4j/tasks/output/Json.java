package org.gru4j.tasks.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;

/** Values as JSON, the same for the same values. */
public final class Json {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().registerModule(new SimpleModule().setSerializerModifier(new OrderedMaps()));

    private Json() {}

    /** One line. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("has no JSON form: " + value, e);
        }
    }
}
