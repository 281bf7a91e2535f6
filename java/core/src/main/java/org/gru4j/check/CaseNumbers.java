package org.gru4j.check;

import java.util.Arrays;
import org.gru4j.random.CounterRandom;
import org.jspecify.annotations.Nullable;

/** A sequence of random numbers that floats represent exactly. */
final class CaseNumbers {
    private final CounterRandom random;
    private long index;

    CaseNumbers(CounterRandom random) {
        this.random = random;
    }

    double uniform() {
        return random.uniform(index++);
    }

    /** Returns an integer from 0 to {@code bound} − 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    double[] pick(int count, double... choices) {
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = choices[below(choices.length)];
        }
        return values;
    }

    /** Returns numbers that are uniform in ±bound. */
    double[] next(int count, double bound) {
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) (bound * (2 * uniform() - 1));
        }
        return values;
    }

    /** Sets the values past each row's length to NaN, so that code which reads them fails the check. */
    static double[] padded(double[] values, int @Nullable [] lengths, int batch, int features) {
        for (int row = 0; lengths != null && row < values.length / features; row++) {
            if (row / batch >= lengths[row % batch]) {
                Arrays.fill(values, row * features, (row + 1) * features, Double.NaN);
            }
        }
        return values;
    }

    /** Applies {@link #moved}, unless the values are null. */
    double @Nullable [] movedIfThere(double @Nullable [] valuesOrNull) {
        return valuesOrNull == null ? null : moved(valuesOrNull);
    }

    /** Returns the values, each moved one float up or down. */
    double[] moved(double[] values) {
        double[] moved = new double[values.length];
        for (int k = 0; k < moved.length; k++) {
            float value = (float) values[k];
            moved[k] = uniform() < 0.5 ? Math.nextUp(value) : Math.nextDown(value);
        }
        return moved;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }
}
