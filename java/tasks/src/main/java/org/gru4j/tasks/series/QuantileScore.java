package org.gru4j.tasks.series;

import java.util.Arrays;

/**
 * Errors of quantile forecasts. NaN targets are ignored; if there are no others, the mean is NaN.
 * <pre>
 *   pinball = mean of max(q·(y − ŷ_q), (q − 1)·(y − ŷ_q))      over targets and quantiles q (Koenker and Bassett 1978)
 * </pre>
 */
public final class QuantileScore {
    private final double[] quantiles;
    private double sum;
    private long count;

    /**
     * Creates a score.
     *
     * @param quantiles ascending, each between 0 and 1
     * @throws IllegalArgumentException if they are not
     */
    public QuantileScore(double... quantiles) {
        double last = 0;
        for (double quantile : quantiles) {
            if (!(quantile > last && quantile < 1)) {
                throw new IllegalArgumentException(
                        "quantiles: expected rising numbers between 0 and 1 but got " + Arrays.toString(quantiles));
            }
            last = quantile;
        }
        this.quantiles = quantiles.clone();
    }

    /** Adds one target; {@code forecasts} are in the order of the quantiles. */
    public void add(double target, double... forecasts) {
        if (forecasts.length != quantiles.length) {
            throw new IllegalArgumentException(
                    "forecasts: expected " + quantiles.length + " but got " + forecasts.length);
        }
        if (!Double.isNaN(target)) {
            for (int k = 0; k < quantiles.length; k++) {
                double error = target - forecasts[k];
                sum += Math.max(quantiles[k] * error, (quantiles[k] - 1) * error);
            }
            count += quantiles.length;
        }
    }

    public double pinball() {
        return sum / count;
    }
}
