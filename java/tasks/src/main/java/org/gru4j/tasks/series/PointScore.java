package org.gru4j.tasks.series;

/**
 * Errors of forecasts that are one number each. Targets that are NaN don't count; where there is no other, the means
 * are NaN.
 * <pre>
 *   MSE = mean of (y − ŷ)²      MAE = mean of |y − ŷ|
 * </pre>
 */
public final class PointScore {
    private double squares;
    private double absolutes;
    private long count;

    /** Counts one forecast. */
    public void add(double target, double forecast) {
        if (!Double.isNaN(target)) {
            double error = target - forecast;
            squares += error * error;
            absolutes += Math.abs(error);
            count++;
        }
    }

    public double mse() {
        return squares / count;
    }

    public double mae() {
        return absolutes / count;
    }

    /** Forecasts that counted. */
    public long count() {
        return count;
    }
}
