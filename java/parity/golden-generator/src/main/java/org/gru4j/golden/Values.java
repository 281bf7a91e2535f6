package org.gru4j.golden;

/** The values of a tensor in Java and in the file, row-major. The shape of a scalar is empty. */
record Values(long[] shape, double[] data) {

    /** Returns the largest absolute difference; NaN if either contains a NaN. */
    double maxDifference(Values other) {
        if (data.length != other.data.length)
            throw new IllegalArgumentException("cannot compare " + data.length + " with " + other.data.length);
        double max = 0;
        for (int i = 0; i < data.length; i++) max = Math.max(max, Math.abs(data[i] - other.data[i]));
        return max;
    }
}
