package org.gru4j.loss;

/**
 * e| with e = output − target, averaged over the target values that are present. Smallest at the median (Laplace 1774).
 * The gradient is the sign of e, which is 0 for e = 0.
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class MeanAbsoluteError extends ErrorLoss {
    @Override
    double term(double error, int q) {
        return Math.abs(error);
    }

    @Override
    double slope(double error, int q) {
        return Math.signum(error);
    }
}
