package org.gru4j.backend.portable;

/**
 * Scratch arrays of a kernel in Java, kept for each calling thread so that a step allocates nothing. Each grows to the
 * longest length that was asked for. A thread may outlive the class loader of this class: it is given nothing but
 * arrays. Thread-safe.
 */
public final class ThreadArrays {
    private final ThreadLocal<float[][]> floats;
    private final ThreadLocal<double[][]> doubles;

    /** So many arrays of each type, all empty. */
    public ThreadArrays(int floatArrays, int doubleArrays) {
        floats = ThreadLocal.withInitial(() -> new float[floatArrays][0]);
        doubles = ThreadLocal.withInitial(() -> new double[doubleArrays][0]);
    }

    /** The k-th array of floats, {@code length} of them or more, with whatever was in it. */
    public float[] floats(int k, int length) {
        float[][] arrays = floats.get();
        if (arrays[k].length < length) {
            arrays[k] = new float[length];
        }
        return arrays[k];
    }

    /** The k-th array of doubles, {@code length} of them or more, with whatever was in it. */
    public double[] doubles(int k, int length) {
        double[][] arrays = doubles.get();
        if (arrays[k].length < length) {
            arrays[k] = new double[length];
        }
        return arrays[k];
    }
}
