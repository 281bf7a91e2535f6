package org.gru4j.golden;

/** A tensor's content on the Java side, and in the file: row-major. A scalar's shape is empty. */
record Values(long[] shape, double[] data) {

    /** NaN if either holds one. */
    double maxDifference(Values other) {
        if (data.length != other.data.length)
            throw new IllegalArgumentException("cannot compare " + data.length + " with " + other.data.length);
        double max = 0;
        for (int i = 0; i < data.length; i++) max = Math.max(max, Math.abs(data[i] - other.data[i]));
        return max;
    }
}
