package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.check.GruCases;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime computes the same with an exported GRU as {@code onednn} with the GRU itself. */
class OnnxRuntimeTest {
    /** Of random cases the specification, the shape and the lengths. */
    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agrees(long seed) throws OrtException {
        RecurrentCase c = GruCases.random(seed);
        Backend backend = Backends.named("onednn");
        ModelSpec spec = ModelSpec.of(LayerSpec.of(c.spec()));
        try (Sequential model = new Sequential(spec, backend, seed);
                Pass pass = Pass.inference(backend);
                RecurrentState state = model.newState(c.batch())) {
            float[] x = draw(seed, c.x().length);
            pass.begin(c.lengths());
            Tensor y = model.forward(
                    pass,
                    pass.scope()
                            .allocate("x", c.steps(), c.batch(), c.spec().inputSize())
                            .copyFrom(x),
                    state);
            Map<String, double[]> tensors = new LinkedHashMap<>();
            tensors.put(RecurrentOutcome.Y, y.toDoubles());
            tensors.put(RecurrentOutcome.ST, state.of(0).toDoubles());
            RecurrentOutcome expected = new RecurrentOutcome(tensors);
            run(ModelWeights.of(model), c, x).forEach((name, values) -> {
                Parity.Comparison comparison = Parity.compare(
                        name,
                        tensors.get(name),
                        values,
                        2 * Parity.tolerance(c, expected, name)); // one for each: both compute in floats
                assertTrue(comparison.passed(), c + ": " + comparison);
            });
        }
    }

    private static Map<String, double[]> run(ModelWeights weights, RecurrentCase c, float[] x) throws OrtException {
        OnnxOptions options = c.lengths() == null ? OnnxOptions.PLAIN : OnnxOptions.PLAIN.withLengths();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int states = c.spec().stateCount();
        int hidden = c.spec().hiddenSize();
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try (OrtSession session = environment.createSession(OnnxModel.toBytes(weights, options.withStates()))) {
            inputs.put("x", OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {
                c.steps(), c.batch(), c.spec().inputSize()
            }));
            inputs.put(
                    "gru.h0",
                    OnnxTensor.createTensor(environment, FloatBuffer.allocate(states * c.batch() * hidden), new long[] {
                        states, c.batch(), hidden
                    }));
            if (c.lengths() != null) {
                inputs.put(
                        "lengths",
                        OnnxTensor.createTensor(environment, IntBuffer.wrap(c.lengths()), new long[] {c.batch()}));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return Map.of(RecurrentOutcome.Y, doubles(result, "y"), RecurrentOutcome.ST, doubles(result, "gru.hT"));
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static double[] doubles(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        double[] values = new double[buffer.remaining()];
        for (int k = 0; k < values.length; k++) {
            values[k] = buffer.get(k);
        }
        return values;
    }

    private static float[] draw(long seed, int size) {
        CounterRandom random = new CounterRandom(seed, 0, 3);
        float[] x = new float[size];
        for (int k = 0; k < size; k++) {
            x[k] = (float) (2 * random.uniform(k) - 1);
        }
        return x;
    }
}
