package org.gru4j.tasks.series;

/**
 * A forecast of the rows after one time, in scaled units.
 *
 * @param origin o, the first row predicted
 * @param values [horizon, C, quantiles] ascending along the quantiles, whose number is odd
 */
record Forecast(int origin, double[][][] values) {
    int horizon() {
        return values.length;
    }

    /** Returns the point forecast: the median for row {@code origin + step}. */
    double median(int step, int column) {
        double[] quantiles = values[step][column];
        return quantiles[quantiles.length / 2];
    }
}
