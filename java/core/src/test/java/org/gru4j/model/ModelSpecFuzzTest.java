package org.gru4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a text is, it describes a model, or is refused. */
class ModelSpecFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void json(byte[] bytes) {
        ModelSpec spec;
        try {
            spec = ModelSpec.fromJson(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertFalse(e.getMessage().isBlank());
            return;
        }
        assertEquals(spec, ModelSpec.fromJson(spec.toJson()));
        assertEquals(spec.nodes().size(), spec.layerNames().size());
    }
}
