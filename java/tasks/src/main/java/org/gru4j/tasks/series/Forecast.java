package org.gru4j.tasks.series;

/**
 * What a model says at one time of the rows that follow, scaled.
 *
 * @param origin o, the first row predicted
 * @param values [horizon, C, quantiles] rising along the quantiles, an odd number
 */
record Forecast(int origin, double[][][] values) {
    int horizon() {
        return values.length;
    }

    /** The forecast that is one number: the median of row {@code origin + step}. */
    double median(int step, int column) {
        double[] quantiles = values[step][column];
        return quantiles[quantiles.length / 2];
    }
}
