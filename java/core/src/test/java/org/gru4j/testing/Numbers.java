package org.gru4j.testing;

import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** Numbers for tests: the same for the same seed, and exact in float. */
public final class Numbers {
    /** ε of float: the distance from 1 to the next number. */
    public static final double FLOAT_EPSILON = 0x1p-23;

    private Numbers() {}

    /** {@code count} numbers, uniform in ±bound. */
    public static double[] uniform(long seed, int count, double bound) {
        CounterRandom random = new CounterRandom(seed, 0, 99);
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) (bound * (2 * random.uniform(k) - 1));
        }
        return values;
    }

    /** {@code count} numbers, uniform in ±1. */
    public static float[] floats(long seed, int count) {
        return toFloats(uniform(seed, count, 1));
    }

    public static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    /** {@code count} integers from 0 to {@code bound} − 1. */
    public static int[] ids(long seed, int count, int bound) {
        CounterRandom random = new CounterRandom(seed, 0, 98);
        int[] ids = new int[count];
        for (int k = 0; k < count; k++) {
            ids[k] = (int) (random.uniform(k) * bound);
        }
        return ids;
    }

    /** A tensor of numbers in ±1, seeded by its name. */
    public static Tensor random(Scope scope, String name, int... dims) {
        Tensor tensor = scope.allocate(name, dims);
        return tensor.copyFrom(floats(name.hashCode(), tensor.size()));
    }
}
