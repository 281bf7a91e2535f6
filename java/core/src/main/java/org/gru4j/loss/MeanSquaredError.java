package org.gru4j.loss;

/**
 * e² with e = output − target, averaged over the target values that are present. Smallest at the mean (Gauss 1823). The
 * gradient is 2·e.
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
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
