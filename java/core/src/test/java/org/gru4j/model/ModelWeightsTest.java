package org.gru4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class ModelWeightsTest {
    private static final ModelSpec SPEC =
            ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 2)), LayerSpec.gru(GruSpec.of(2, 2)), LayerSpec.dense(2, 4));

    private final Backend backend = new ReferenceBackend();

    @Test
    void hasWhatTheModelHas() {
        try (Sequential model = new Sequential(SPEC, backend, 7)) {
            ModelWeights weights = ModelWeights.of(model);
            assertEquals(model.parameters().names(), weights.names());
            assertEquals(Shape.of(3, 3, 2), weights.shape("gru.l0.forward.W"));
            try (Sequential again = weights.createModel(backend)) {
                assertArrayEquals(
                        model.parameters().values().toArray(),
                        again.parameters().values().toArray());
            }
        }
    }

    @Test
    void isNotChangedThroughWhatItGivesOrTook() {
        Map<String, float[]> values = values();
        ModelWeights weights = new ModelWeights(SPEC, values);
        float first = values.get("dense.b")[0];
        values.get("dense.b")[0] = first + 1;
        weights.values("dense.b")[0] = first + 2;
        assertEquals(first, weights.values("dense.b")[0]);
    }

    @Test
    void namesAMissingParameter() {
        Map<String, float[]> values = values();
        values.remove("gru2.l0.forward.U");
        String message = failure(values);
        assertEquals("parameter 'gru2.l0.forward.U' [2, 3, 2] is missing; there are " + values.keySet(), message);
    }

    @Test
    void namesAParameterOfAnotherSize() {
        Map<String, float[]> values = values();
        values.put("dense.W", new float[7]);
        assertEquals("parameter 'dense.W': expected [2, 4] but got 7 values", failure(values));
    }

    @Test
    void namesAnUnknownParameter() {
        Map<String, float[]> values = values();
        values.put("dense2.W", new float[8]);
        assertEquals("parameter: expected one of " + values().keySet() + " but got 'dense2.W'", failure(values));
    }

    private Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        try (Sequential model = new Sequential(SPEC, backend, 7)) {
            List<String> names = model.parameters().names();
            names.forEach(
                    name -> values.put(name, model.parameters().value(name).toArray()));
        }
        return values;
    }

    private static String failure(Map<String, float[]> values) {
        return assertThrows(IllegalArgumentException.class, () -> new ModelWeights(SPEC, values))
                .getMessage();
    }
}
