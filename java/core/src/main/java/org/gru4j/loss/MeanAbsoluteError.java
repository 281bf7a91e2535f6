package org.gru4j.loss;

/**
 * |e|, with e = output − target, averaged over the target values that are there: least at the median (Laplace 1774).
 * Gradient: the sign of e, 0 at 0.
 *
 * <p>Not thread-safe: one for each thread that computes with it.
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
