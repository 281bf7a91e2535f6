package org.gru4j.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.gru4j.file.JsonProblem;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a {@link org.gru4j.safetensors.SafeTensors} file whose values are JSON.
 *
 * @param source name of the file in error messages
 * @param texts the metadata
 */
record JsonMetadata(String source, Map<String, String> texts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static <V> String json(V value, Class<V> type) {
        try {
            return JSON.writerFor(type).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(type.getSimpleName() + " has no JSON form: " + value, e);
        }
    }

    /**
     * Returns the value of a key.
     *
     * @throws UncheckedIOException if the key is missing, or its value is not of this type
     */
    <V> V read(String key, Class<V> type) {
        try {
            V value = JSON.readValue(text(key), type);
            if (value == null) {
                throw bad(key, "expected " + type.getSimpleName() + " but got null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw bad(key, JsonProblem.of(e), e);
        }
    }

    /** Returns the value of a key, or {@code otherwise} if the file was written before this key existed. */
    <V> V readIfThere(String key, Class<V> type, V otherwise) {
        return texts.containsKey(key) ? read(key, type) : otherwise;
    }

    /**
     * Returns the text of a key.
     *
     * @throws UncheckedIOException if the key is missing
     */
    String text(String key) {
        String text = texts.get(key);
        if (text == null) {
            throw failure("metadata '" + key + "' is missing", null);
        }
        return text;
    }

    /** @param cause null if there is none */
    UncheckedIOException bad(String key, String what, @Nullable Exception cause) {
        return failure("metadata '" + key + "': " + what, cause);
    }

    private UncheckedIOException failure(String what, @Nullable Exception cause) {
        return new UncheckedIOException(source + ": " + what, new IOException(what, cause));
    }
}
