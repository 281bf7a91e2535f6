package org.gru4j.measure;

import java.util.Arrays;
import java.util.List;

/** Repeated measurements of one duration, in seconds. */
public final class Samples {
    private double[] seconds = new double[64];
    private int count;

    public void add(double... values) {
        if (count + values.length > seconds.length) {
            seconds = Arrays.copyOf(seconds, 2 * (count + values.length));
        }
        System.arraycopy(values, 0, seconds, count, values.length);
        count += values.length;
    }

    public int count() {
        return count;
    }

    /**
     * Returns the shortest duration.
     *
     * @throws IllegalStateException if nothing was measured
     */
    public double min() {
        return Arrays.stream(all()).min().orElseThrow();
    }

    /**
     * Returns the median duration.
     *
     * @throws IllegalStateException if nothing was measured
     */
    public double median() {
        return median(all());
    }

    private double[] all() {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        return Arrays.copyOf(seconds, count);
    }

    /** Returns the middle value, or the mean of the two middle values. */
    public static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("median: expected at least one value but got none");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Returns the median of the ratios {@code values[k] / to[k]}. */
    public static double medianRatio(double[] values, double[] to) {
        double[] ratios = new double[values.length];
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = values[k] / to[k];
        }
        return median(ratios);
    }

    /** Returns the geometric mean of ratios: the n-th root of their product. */
    public static double geometricMean(List<Double> ratios) {
        if (ratios.isEmpty()) {
            throw new IllegalArgumentException("geometric mean: expected at least one ratio but got none");
        }
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow());
    }
}
