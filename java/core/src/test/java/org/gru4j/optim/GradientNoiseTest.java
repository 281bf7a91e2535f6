package org.gru4j.optim;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientNoiseTest {
    private static final Parameters.Initializer ZERO = (random, index) -> 0;
    private static final int SIZE = 40_000;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Parameters parameters = new Parameters(
            new Parameters.Layout().add("w", Shape.of(200, 200), ZERO).add("b", Shape.of(7), ZERO), backend, 1);

    @AfterEach
    void close() {
        parameters.close();
    }

    private float[] noise(String parameter, double eta, double gamma, long seed, long step) {
        parameters.zeroGradients();
        new GradientNoise(parameters, eta, gamma).apply(seed, step);
        return parameters.gradient(parameter).toArray();
    }

    /** The mean of n squares of standard normals has the standard deviation √(2 ÷ n); five are allowed. */
    private static void assertVariance(double expected, float[] noise) {
        double sum = 0;
        double squares = 0;
        for (float value : noise) {
            sum += value;
            squares += (double) value * value;
        }
        assertEquals(0, sum / SIZE, 5 * Math.sqrt(expected / SIZE));
        assertEquals(expected, squares / SIZE, 5 * expected * Math.sqrt(2.0 / SIZE));
    }

    @Test
    void theVarianceFallsWithTheSteps() {
        assertVariance(0.3, noise("w", 0.3, 0.55, 1, 0));
        assertVariance(0.3 / Math.pow(101, 0.55), noise("w", 0.3, 0.55, 1, 100));
        assertVariance(0.01, noise("w", 0.01, 0, 1, 100));
    }

    @Test
    void isAFunctionOfSeedStepAndParameter() {
        float[] first = noise("w", 0.3, 0, 1, 5);
        assertArrayEquals(first, noise("w", 0.3, 0, 1, 5));
        assertFalse(Arrays.equals(first, noise("w", 0.3, 0, 2, 5)));
        assertFalse(Arrays.equals(first, noise("w", 0.3, 0, 1, 6)));
        assertFalse(Arrays.equals(Arrays.copyOf(first, 7), noise("b", 0.3, 0, 1, 5)));
    }

    @Test
    void doesNotDependOnTheLayout() {
        float[] first = noise("b", 0.3, 0.55, 1, 5);
        try (Parameters alone = new Parameters(new Parameters.Layout().add("b", Shape.of(7), ZERO), backend, 1)) {
            new GradientNoise(alone, 0.3, 0.55).apply(1, 5);
            assertArrayEquals(first, alone.gradient("b").toArray());
        }
    }

    @Test
    void isAddedAndLeavesTheGapsOfTheSlab() {
        float[] noise = noise("b", 0.3, 0.55, 1, 5);
        parameters.gradient("b").fill(100);
        new GradientNoise(parameters, 0.3, 0.55).apply(1, 5);
        for (int k = 0; k < 7; k++) {
            assertEquals(100 + noise[k], parameters.gradient("b").get(k), Math.ulp(100f));
        }
        for (int k = SIZE + 7; k < parameters.size(); k++) {
            assertEquals(0, parameters.gradients().get(k));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void settingsAreInRange(double value) {
        assertSays(
                IllegalArgumentException.class,
                "noise eta: expected a finite float above 0 but got " + value,
                () -> new GradientNoise(parameters, value, 0.55));
        assertSays(
                IllegalArgumentException.class,
                "noise gamma: expected a finite number, 0 or more, but got " + value,
                () -> new GradientNoise(parameters, 0.3, value));
    }
}
