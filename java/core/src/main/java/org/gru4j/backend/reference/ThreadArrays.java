package org.gru4j.backend.reference;

/**
 * Arrays that the calling thread keeps for its next call, so that a step allocates nothing. Each grows to the longest that
 * was asked for. A thread may outlive the class loader that this class is of: it is given nothing but arrays.
 */
final class ThreadArrays {
    private final ThreadLocal<float[][]> floats;
    private final ThreadLocal<double[][]> doubles;

    ThreadArrays(int floatArrays, int doubleArrays) {
        floats = ThreadLocal.withInitial(() -> new float[floatArrays][0]);
        doubles = ThreadLocal.withInitial(() -> new double[doubleArrays][0]);
    }

    /** The k-th array of floats, {@code length} of them or more, with whatever was in it. */
    float[] floats(int k, int length) {
        float[][] arrays = floats.get();
        if (arrays[k].length < length) {
            arrays[k] = new float[length];
        }
        return arrays[k];
    }

    /** The k-th array of doubles, {@code length} of them or more, with whatever was in it. */
    double[] doubles(int k, int length) {
        double[][] arrays = doubles.get();
        if (arrays[k].length < length) {
            arrays[k] = new double[length];
        }
        return arrays[k];
    }
}
