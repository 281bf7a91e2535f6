package org.gru4j.optim;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Shape;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientClipTest {
    private static final Parameters.Initializer ZERO = (random, index) -> 0;

    private final Parameters parameters = new Parameters(
            new Parameters.Layout().add("w", Shape.of(1500), ZERO).add("b", Shape.of(7), ZERO),
            new ReferenceBackend(),
            1);
    private final float[] w = Numbers.floats(1, 1500);
    private final float[] b = Numbers.floats(2, 7);

    @AfterEach
    void close() {
        parameters.close();
    }

    private double fillAndMeasure() {
        parameters.gradient("w").copyFrom(w);
        parameters.gradient("b").copyFrom(b);
        return norm();
    }

    private double norm() {
        double sum = 0;
        for (double value : parameters.gradients().toDoubles()) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void returnsTheNormOverAllParametersFromBefore() {
        double norm = fillAndMeasure();
        assertEquals(norm, new GradientClip(1).apply(parameters), 1500 * Math.ulp(norm));
    }

    @Test
    void scalesALongGradientToTheMaximum() {
        double norm = fillAndMeasure();
        new GradientClip(2.5).apply(parameters);
        assertEquals(2.5, norm(), 2.5 * 2 * Numbers.FLOAT_EPSILON); // the factor is rounded, and so is each product
        assertEquals(b[3] * 2.5 / norm, parameters.gradient("b").get(3), Numbers.FLOAT_EPSILON * Math.abs(b[3]));
    }

    @Test
    void leavesAShortGradientAlone() {
        double norm = fillAndMeasure();
        new GradientClip(1.001 * norm).apply(parameters);
        assertArrayEquals(w, parameters.gradient("w").toArray());
        assertArrayEquals(b, parameters.gradient("b").toArray());
    }

    @Test
    void infinityMeasuresAndLeavesAlone() {
        double norm = fillAndMeasure();
        assertEquals(norm, new GradientClip(Double.POSITIVE_INFINITY).apply(parameters), 1500 * Math.ulp(norm));
        assertArrayEquals(w, parameters.gradient("w").toArray());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aNormThatIsNotFiniteIsReturnedAndNothingChanged(float value) {
        b[6] = value;
        fillAndMeasure();
        double expected = Float.isNaN(value) ? Double.NaN : Double.POSITIVE_INFINITY;
        assertEquals(expected, new GradientClip(1).apply(parameters));
        assertArrayEquals(w, parameters.gradient("w").toArray());
        assertArrayEquals(b, parameters.gradient("b").toArray());
    }

    @Test
    void largeGradientsDoNotOverflow() {
        parameters.gradient("w").fill(Float.MAX_VALUE);
        double norm = new GradientClip(1).apply(parameters);
        assertEquals(Math.sqrt(1500) * Float.MAX_VALUE, norm, 1e-12 * norm);
    }

    @Test
    void oneClipServesStepAfterStep() {
        GradientClip clip = new GradientClip(1);
        fillAndMeasure();
        double first = clip.apply(parameters);
        fillAndMeasure();
        assertEquals(first, clip.apply(parameters));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void theMaximumIsPositive(double value) {
        assertSays(
                IllegalArgumentException.class,
                "maxNorm: expected a positive number but got " + value,
                () -> new GradientClip(value));
    }

    @Test
    void clipsByValueElementByElement() {
        double norm = fillAndMeasure();
        assertEquals(norm, new GradientClip(Double.POSITIVE_INFINITY, 0.25).apply(parameters), 1500 * Math.ulp(norm));
        for (int k = 0; k < 1500; k++) {
            assertEquals(
                    Math.max(-0.25f, Math.min(0.25f, w[k])),
                    parameters.gradient("w").get(k));
        }
    }

    @Test
    void clipsByTheNormOfWhatTheValueClipLeft() {
        fillAndMeasure();
        new GradientClip(Double.POSITIVE_INFINITY, 0.25).apply(parameters);
        final double left = norm();
        fillAndMeasure();
        new GradientClip(1, 0.25).apply(parameters);
        assertEquals(1, norm(), 2 * Numbers.FLOAT_EPSILON);
        double expected = Math.max(-0.25, Math.min(0.25, w[3])) / left;
        assertEquals(expected, parameters.gradient("w").get(3), 2 * Numbers.FLOAT_EPSILON * Math.abs(expected));
    }

    @Test
    void aValueClipHidesNoGradientThatIsNotFinite() {
        b[6] = Float.POSITIVE_INFINITY;
        fillAndMeasure();
        assertEquals(Double.POSITIVE_INFINITY, new GradientClip(1, 0.25).apply(parameters));
        assertArrayEquals(w, parameters.gradient("w").toArray());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void theLargestValueIsPositive(double value) {
        assertSays(
                IllegalArgumentException.class,
                "maxValue: expected a positive number but got " + value,
                () -> new GradientClip(1, value));
    }
}
