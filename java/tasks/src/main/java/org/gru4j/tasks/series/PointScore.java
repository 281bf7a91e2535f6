package org.gru4j.tasks.series;

/**
 * Errors of point forecasts. NaN targets are ignored; if there are no others, the means are NaN.
 * <pre>
 *   MSE = mean of (y − ŷ)²      MAE = mean of |y − ŷ|
 * </pre>
 */
public final class PointScore {
    private double squares;
    private double absolutes;
    private long count;

    /** Adds one forecast. */
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

    /** Returns the number of forecasts that were not ignored. */
    public long count() {
        return count;
    }
}
