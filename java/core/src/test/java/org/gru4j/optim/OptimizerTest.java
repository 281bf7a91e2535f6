package org.gru4j.optim;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Shape;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    private static final int SIZE = 2550; // more than two blocks, and a part of one
    private static final int STEPS = 20;
    private static final double RATE = 0.01;
    private static final Parameters.Initializer ONES = (random, index) -> 1;

    private final Parameters parameters = new Parameters(
            new Parameters.Layout().add("w", Shape.of(50, 51), Parameters.Initializer.uniform(1)),
            new ReferenceBackend(),
            1);

    @AfterEach
    void close() {
        parameters.close();
    }

    private static float[] gradient(int step) {
        return Numbers.floats(step, SIZE);
    }

    /** Takes {@link #STEPS} steps, gradients in ±1. */
    private float[] run(OptimizerSpec spec) {
        try (Optimizer optimizer = spec.create(parameters)) {
            for (int step = 1; step <= STEPS; step++) {
                parameters.gradient("w").copyFrom(gradient(step));
                optimizer.step(RATE);
            }
        }
        return parameters.value("w").toArray();
    }

    private static void assertClose(double[] expected, float[] actual, double tolerance) {
        for (int k = 0; k < SIZE; k++) {
            assertEquals(expected[k], actual[k], tolerance, "element " + k);
        }
    }

    /** Each step rounds p once, by ε ÷ 2 of at most 1 + STEPS·RATE. */
    @Test
    void sgdIsPlainDescent() {
        double[] p = parameters.value("w").toDoubles();
        for (int step = 1; step <= STEPS; step++) {
            float[] g = gradient(step);
            for (int k = 0; k < SIZE; k++) {
                p[k] -= RATE * g[k];
            }
        }
        assertClose(p, run(new OptimizerSpec.Sgd(0)), STEPS * Numbers.FLOAT_EPSILON);
    }

    /**
     * Besides p, each step rounds v, which is at most 1 ÷ (1−μ), and carries v's error from all steps before:
     * STEPS² in all.
     */
    @Test
    void momentumIsARunningSumOfGradients() {
        double momentum = 0.9;
        double[] p = parameters.value("w").toDoubles();
        double[] v = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] g = gradient(step);
            for (int k = 0; k < SIZE; k++) {
                v[k] = momentum * v[k] + g[k];
                p[k] -= RATE * v[k];
            }
        }
        double tolerance = Numbers.FLOAT_EPSILON * (2 * STEPS + RATE * STEPS * STEPS / (1 - momentum));
        assertClose(p, run(new OptimizerSpec.Sgd(momentum)), tolerance);
    }

    /**
     * m̂ ÷ √v̂ is at most about 1 and carries the roundings of all steps before: STEPS² in all, once for m and once
     * for v.
     */
    @Test
    void adamIsAlgorithm1OfItsPaper() {
        double beta1 = 0.9;
        double beta2 = 0.99;
        double epsilon = 1e-3;
        double[] p = parameters.value("w").toDoubles();
        double[] m = new double[SIZE];
        double[] v = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] g = gradient(step);
            for (int k = 0; k < SIZE; k++) {
                m[k] = beta1 * m[k] + (1 - beta1) * g[k];
                v[k] = beta2 * v[k] + (1 - beta2) * g[k] * g[k];
                double mHat = m[k] / (1 - Math.pow(beta1, step));
                double vHat = v[k] / (1 - Math.pow(beta2, step));
                p[k] -= RATE * mHat / (Math.sqrt(vHat) + epsilon);
            }
        }
        double tolerance = Numbers.FLOAT_EPSILON * (2 * STEPS + 2 * RATE * STEPS * STEPS);
        assertClose(p, run(new OptimizerSpec.Adam(beta1, beta2, epsilon)), tolerance);
    }

    /** As {@link #momentumIsARunningSumOfGradients}; what is followed is at most 1 + μ ÷ (1−μ) = 1 ÷ (1−μ) too. */
    @Test
    void nesterovAddsTheMomentumToCome() {
        double momentum = 0.9;
        double[] p = parameters.value("w").toDoubles();
        double[] v = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] g = gradient(step);
            for (int k = 0; k < SIZE; k++) {
                v[k] = momentum * v[k] + g[k];
                p[k] -= RATE * (g[k] + momentum * v[k]);
            }
        }
        double tolerance = Numbers.FLOAT_EPSILON * (2 * STEPS + RATE * STEPS * STEPS / (1 - momentum));
        assertClose(p, run(new OptimizerSpec.Sgd(momentum, true, 0)), tolerance);
    }

    /** g ÷ √v is at most 1 ÷ √(1−ρ), below 4, and carries the roundings of all steps before: STEPS² in all. */
    @Test
    void rmsPropDividesByTheRootOfARunningMean() {
        double rho = 0.9;
        double epsilon = 1e-3;
        double[] p = parameters.value("w").toDoubles();
        double[] v = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] g = gradient(step);
            for (int k = 0; k < SIZE; k++) {
                v[k] = rho * v[k] + (1 - rho) * g[k] * g[k];
                p[k] -= RATE * g[k] / (Math.sqrt(v[k]) + epsilon);
            }
        }
        double tolerance = Numbers.FLOAT_EPSILON * (2 * STEPS + 4 * RATE * STEPS * STEPS);
        assertClose(p, run(new OptimizerSpec.RmsProp(rho, epsilon, 0)), tolerance);
    }

    /** As above; g ÷ √v is at most 1. */
    @Test
    void adagradDividesByTheRootOfTheSum() {
        double epsilon = 1e-3;
        double[] p = parameters.value("w").toDoubles();
        double[] v = new double[SIZE];
        for (int step = 1; step <= STEPS; step++) {
            float[] g = gradient(step);
            for (int k = 0; k < SIZE; k++) {
                v[k] += (double) g[k] * g[k];
                p[k] -= RATE * g[k] / (Math.sqrt(v[k]) + epsilon);
            }
        }
        double tolerance = Numbers.FLOAT_EPSILON * (2 * STEPS + RATE * STEPS * STEPS);
        assertClose(p, run(new OptimizerSpec.Adagrad(epsilon, 0)), tolerance);
    }

    @Test
    void adamsFirstStepIsTheRateWhateverTheSizeOfTheGradient() {
        float[] before = parameters.value("w").toArray();
        try (Optimizer adam = new OptimizerSpec.Adam().create(parameters)) {
            parameters.gradient("w").copyFrom(gradient(1));
            adam.step(RATE);
        }
        float[] first = gradient(1);
        double[] expected = new double[SIZE];
        for (int k = 0; k < SIZE; k++) {
            double g = first[k];
            expected[k] = before[k] - RATE * g / (Math.abs(g) + 1e-8);
        }
        assertClose(expected, parameters.value("w").toArray(), 2 * Numbers.FLOAT_EPSILON);
    }

    @Test
    void adamLeavesWhatHasNoGradient() {
        float[] before = parameters.value("w").toArray();
        try (Optimizer adam = new OptimizerSpec.Adam().create(parameters)) {
            parameters.zeroGradients();
            adam.step(RATE);
        }
        assertArrayEquals(before, parameters.value("w").toArray());
    }

    @Test
    void aStepLeavesTheGradientsAndChangesTheVersion() {
        try (Optimizer sgd = new OptimizerSpec.Sgd(0.5).create(parameters)) {
            parameters.gradient("w").copyFrom(gradient(1));
            long before = parameters.version();
            sgd.step(RATE);
            assertArrayEquals(gradient(1), parameters.gradient("w").toArray());
            assertNotEquals(before, parameters.version());
        }
    }

    /** Every optimiser, with weight decay. */
    static List<OptimizerSpec> decaying() {
        return List.of(
                new OptimizerSpec.Sgd(0, false, 0.5),
                new OptimizerSpec.Sgd(0.9, false, 0.5),
                new OptimizerSpec.Sgd(0.9, true, 0.5),
                new OptimizerSpec.RmsProp(0.9, 1e-3, 0.5),
                new OptimizerSpec.Adagrad(1e-3, 0.5),
                new OptimizerSpec.Adam(0.9, 0.99, 1e-3, 0.5),
                new OptimizerSpec.AdamW(0.9, 0.99, 1e-3, 0.5));
    }

    /** Without a gradient nothing else moves. */
    @ParameterizedTest
    @MethodSource("decaying")
    void weightDecayIsForWeightsAlone(OptimizerSpec spec) {
        Parameters.Layout layout = new Parameters.Layout()
                .addUndecayed("table", Shape.of(3, 2), ONES)
                .add("w", Shape.of(5, 3), ONES)
                .add("u", Shape.of(17), ONES)
                .addUndecayed("b", Shape.of(3), ONES)
                .add("v", Shape.of(2), ONES);
        try (Parameters mixed = new Parameters(layout, new ReferenceBackend(), 1);
                Optimizer optimizer = spec.create(mixed)) {
            for (int step = 0; step < 3; step++) {
                mixed.zeroGradients();
                optimizer.step(RATE);
            }
            for (String name : mixed.names()) {
                boolean decays = !name.equals("table") && !name.equals("b");
                for (float value : mixed.value(name).toArray()) {
                    assertTrue(decays ? value < 1 : value == 1, name + " is " + value);
                }
            }
        }
    }

    /** Each step rounds p by ε at most, three times. */
    @Test
    void decoupledDecayShrinksByTheRate() {
        double[] expected = parameters.value("w").toDoubles();
        try (Optimizer optimizer = new OptimizerSpec.AdamW(0.5).create(parameters)) {
            parameters.zeroGradients();
            optimizer.step(RATE);
            optimizer.step(2 * RATE);
        }
        for (int k = 0; k < SIZE; k++) {
            expected[k] *= (1 - 0.5 * RATE) * (1 - 0.5 * 2 * RATE);
        }
        assertClose(expected, parameters.value("w").toArray(), 6 * Numbers.FLOAT_EPSILON);
    }

    @ParameterizedTest
    @MethodSource("decaying")
    void specsGoThroughJson(OptimizerSpec spec) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        String text = json.writerFor(OptimizerSpec.class).writeValueAsString(spec);
        assertEquals(spec, json.readValue(text, OptimizerSpec.class), text);
    }

    @Test
    void specsFromBeforeThereWasWeightDecayAreReadAsWithout() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        assertEquals(
                new OptimizerSpec.Sgd(0.9),
                json.readValue("{\"optimizer\":\"sgd\",\"momentum\":0.9}", OptimizerSpec.class));
        assertEquals(
                new OptimizerSpec.Adam(),
                json.readValue(
                        "{\"optimizer\":\"adam\",\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1e-8}",
                        OptimizerSpec.class));
    }

    @Test
    void stateComesInAFixedOrder() {
        try (Optimizer adam = new OptimizerSpec.Adam().create(parameters);
                Optimizer momentum = new OptimizerSpec.Sgd(0.9).create(parameters);
                Optimizer sgd = new OptimizerSpec.Sgd(0).create(parameters)) {
            assertEquals(List.of("m", "v"), new ArrayList<>(adam.state().keySet()));
            assertEquals(List.of("velocity"), new ArrayList<>(momentum.state().keySet()));
            assertEquals(List.of(), new ArrayList<>(sgd.state().keySet()));
        }
    }

    @Test
    void aCopiedStateGoesOnToTheSameBits() {
        OptimizerSpec spec = new OptimizerSpec.Adam();
        try (Optimizer first = spec.create(parameters);
                Optimizer second = spec.create(parameters)) {
            parameters.gradient("w").copyFrom(gradient(1));
            first.step(RATE);
            float[] between = parameters.value("w").toArray();
            parameters.gradient("w").copyFrom(gradient(2));
            second.state()
                    .forEach((name, tensor) -> tensor.copyFrom(first.state().get(name)));
            second.resumeAt(first.steps());
            first.step(RATE);
            float[] expected = parameters.value("w").toArray();
            parameters.set("w", between);
            second.step(RATE);
            assertArrayEquals(expected, parameters.value("w").toArray());
            assertEquals(2, second.steps());
        }
    }

    @Test
    void aStepAfterCloseChangesNothing() {
        float[] before = parameters.value("w").toArray();
        parameters.gradient("w").fill(1);
        Optimizer adam = new OptimizerSpec.Adam().create(parameters);
        adam.close();
        assertMentions(IllegalStateException.class, () -> adam.step(RATE), "optimizer is used after it was closed");
        assertArrayEquals(before, parameters.value("w").toArray());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void fractionsAreBelowOne(double value) {
        assertSays(
                IllegalArgumentException.class,
                "momentum: expected a number from 0 to below 1 but got " + value,
                () -> new OptimizerSpec.Sgd(value));
        assertSays(
                IllegalArgumentException.class,
                "beta1: expected a number from 0 to below 1 but got " + value,
                () -> new OptimizerSpec.Adam(value, 0.9, 1e-8));
        assertSays(
                IllegalArgumentException.class,
                "beta2: expected a number from 0 to below 1 but got " + value,
                () -> new OptimizerSpec.Adam(0.9, value, 1e-8));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.POSITIVE_INFINITY, Double.NaN})
    void weightDecayIsFiniteAndNotNegative(double value) {
        assertSays(
                IllegalArgumentException.class,
                "weightDecay: expected a finite number, 0 or more, but got " + value,
                () -> new OptimizerSpec.AdamW(value));
        assertSays(
                IllegalArgumentException.class,
                "weightDecay: expected a finite number, 0 or more, but got " + value,
                () -> new OptimizerSpec.Sgd(0.9, false, value));
    }

    @Test
    void nesterovNeedsMomentum() {
        assertSays(
                IllegalArgumentException.class,
                "nesterov needs a momentum above 0, got 0.0",
                () -> new OptimizerSpec.Sgd(0, true, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, 1e-60})
    void epsilonIsPositiveAsAFloat(double value) {
        assertMentions(
                IllegalArgumentException.class,
                () -> new OptimizerSpec.Adam(0.9, 0.999, value),
                "epsilon: expected a finite float above 0",
                "got " + value);
        assertMentions(
                IllegalArgumentException.class,
                () -> new OptimizerSpec.RmsProp(0.9, value, 0),
                "epsilon: expected a finite float above 0",
                "got " + value);
        assertMentions(
                IllegalArgumentException.class,
                () -> new OptimizerSpec.Adagrad(value, 0),
                "epsilon: expected a finite float above 0",
                "got " + value);
    }
}
