package org.gru4j.measure;

import java.util.Arrays;
import java.util.List;

/** Times of the same thing, in seconds. */
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

    /** @throws IllegalStateException if there are none */
    public double min() {
        return Arrays.stream(all()).min().orElseThrow();
    }

    /** @throws IllegalStateException if there are none */
    public double median() {
        return median(all());
    }

    private double[] all() {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        return Arrays.copyOf(seconds, count);
    }

    /** The middle value, or the mean of the two in the middle. */
    public static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("the median of nothing");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The median of the ratios of values taken in pairs. */
    public static double medianRatio(double[] values, double[] to) {
        double[] ratios = new double[values.length];
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = values[k] / to[k];
        }
        return median(ratios);
    }

    /** The mean of ratios: the n-th root of their product. */
    public static double geometricMean(List<Double> ratios) {
        if (ratios.isEmpty()) {
            throw new IllegalArgumentException("the geometric mean of nothing");
        }
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow());
    }
}
