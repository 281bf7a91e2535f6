package org.gru4j.interop.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.gru4j.layer.ModelSpec;

/** The description of a model among an ONNX file's metadata: a graph for inference does not tell dropout and the like. */
final class SpecMetadata {
    static final String KEY = "gru4j.model";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SpecMetadata() {}

    static String write(ModelSpec spec) {
        try {
            return JSON.writerFor(ModelSpec.class).writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** @throws JsonProcessingException if it describes none */
    static ModelSpec read(String text) throws JsonProcessingException {
        return JSON.readValue(text, ModelSpec.class);
    }
}
