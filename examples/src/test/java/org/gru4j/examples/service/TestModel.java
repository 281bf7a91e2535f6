package org.gru4j.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.Parity;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;

/** Small models, the files of them, and what they predict according to the reference backend. */
final class TestModel implements AutoCloseable {
    static final int FEATURES = 3;
    static final int VOCABULARY = 7;
    private static final int HIDDEN_SIZE = 16;
    private static final int LAYERS = 2;
    private static final int OUTPUTS = 2;
    private static final long SEED = 42;

    final Sequential model;
    private final Predictor predictor;

    private TestModel(ModelSpec spec) {
        model = new Sequential(spec, new ReferenceBackend(), SEED);
        predictor = new Predictor(model);
    }

    static TestModel ofFeatures() {
        return new TestModel(ModelSpec.of(gru(), LayerSpec.dense(HIDDEN_SIZE, OUTPUTS)));
    }

    static TestModel ofIds() {
        return new TestModel(
                ModelSpec.of(LayerSpec.embedding(VOCABULARY, FEATURES), gru(), LayerSpec.dense(HIDDEN_SIZE, OUTPUTS)));
    }

    private static LayerSpec gru() {
        return LayerSpec.gru(
                GruSpec.builder(FEATURES, HIDDEN_SIZE).numLayers(LAYERS).build());
    }

    /** @param file .safetensors or .onnx */
    void save(Path file) {
        ModelWeights weights = ModelWeights.of(model);
        if (file.toString().endsWith(".onnx")) {
            OnnxModel.write(weights, OnnxOptions.PLAIN, file);
        } else {
            Checkpoint.save(file, weights, Map.of());
        }
    }

    /** Sequences of different lengths, an empty one among them, whose values are a function of the seed. */
    static float[][][] sequences(int seed) {
        float[][][] sequences = {new float[5][FEATURES], new float[0][FEATURES], new float[2][FEATURES]};
        for (float[][] sequence : sequences) {
            for (int t = 0; t < sequence.length; t++) {
                for (int i = 0; i < FEATURES; i++) {
                    sequence[t][i] = (float) Math.sin(seed + 1.7 * t + 0.3 * i);
                }
            }
        }
        return sequences;
    }

    float[][][] predict(float[][][] sequences) {
        return predictor.predict(sequences);
    }

    float[][][] predict(int[][] ids) {
        return predictor.predict(ids);
    }

    /** That an answer of the service is these predictions, but for the rounding of floats in the GRU and the layer after it. */
    static void assertPredictions(float[][][] expected, JsonNode answer) {
        JsonNode actual = answer.get("predictions");
        assertEquals(expected.length, actual.size(), answer.toString());
        for (int n = 0; n < expected.length; n++) {
            int steps = expected[n].length;
            assertEquals(steps, actual.get(n).size(), "sequence " + n);
            for (int t = 0; t < steps; t++) {
                assertEquals(OUTPUTS, actual.get(n).get(t).size(), "sequence " + n + ", step " + t);
                for (int o = 0; o < OUTPUTS; o++) {
                    // the states and the weights that make an output are at most 1
                    double tolerance = Parity.tolerance(2 * HIDDEN_SIZE, steps + LAYERS, 1);
                    double error = Math.abs(
                            expected[n][t][o] - actual.get(n).get(t).get(o).doubleValue());
                    assertTrue(
                            error <= tolerance,
                            "sequence " + n + ", step " + t + ", output " + o + ": off by " + error + ", allowed are "
                                    + tolerance);
                }
            }
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
