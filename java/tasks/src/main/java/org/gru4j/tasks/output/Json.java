package org.gru4j.tasks.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;

/** Writes values as JSON. Equal values give equal text. */
public final class Json {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().registerModule(new SimpleModule().setSerializerModifier(new OrderedMaps()));

    private Json() {}

    /** Returns a value as one line of JSON. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("can't be written as JSON: " + value, e);
        }
    }
}
