package org.gru4j.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.gru4j.file.JsonProblem;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a {@link org.gru4j.safetensors.SafeTensors} file that hold descriptions in JSON.
 *
 * @param source what the file is called in errors
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

    /** @throws UncheckedIOException if it is missing, or is no such value */
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

    /** What a file from before there was such a key stands for. */
    <V> V readIfThere(String key, Class<V> type, V otherwise) {
        return texts.containsKey(key) ? read(key, type) : otherwise;
    }

    /** @throws UncheckedIOException if it is missing */
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
