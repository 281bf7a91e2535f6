package org.gru4j.backend.portable;

/**
 * Scratch arrays of a Java kernel, kept for each calling thread so that a step allocates nothing. Each array grows to
 * the longest length requested. Threads may outlive the class loader of this class, so a thread refers to plain arrays
 * only. Thread-safe.
 */
public final class ThreadArrays {
    private final ThreadLocal<float[][]> floats;
    private final ThreadLocal<double[][]> doubles;

    /** Creates this many arrays of each type, all of length 0. */
    public ThreadArrays(int floatArrays, int doubleArrays) {
        floats = ThreadLocal.withInitial(() -> new float[floatArrays][0]);
        doubles = ThreadLocal.withInitial(() -> new double[doubleArrays][0]);
    }

    /** Returns the k-th array of floats, of length {@code length} or more. Its content is undefined. */
    public float[] floats(int k, int length) {
        float[][] arrays = floats.get();
        if (arrays[k].length < length) {
            arrays[k] = new float[length];
        }
        return arrays[k];
    }

    /** Returns the k-th array of doubles, of length {@code length} or more. Its content is undefined. */
    public double[] doubles(int k, int length) {
        double[][] arrays = doubles.get();
        if (arrays[k].length < length) {
            arrays[k] = new double[length];
        }
        return arrays[k];
    }
}
