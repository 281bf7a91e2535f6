package org.gru4j.loss;

/**
 * e², with e = output − target, averaged over the target values that are there: least at the mean (Gauss 1823).
 * Gradient: 2·e.
 *
 * <p>Not thread-safe: one for each thread that computes with it.
 */
public final class MeanSquaredError extends ErrorLoss {
    @Override
    double term(double error, int q) {
        return error * error;
    }

    @Override
    double slope(double error, int q) {
        return 2 * error;
    }
}
