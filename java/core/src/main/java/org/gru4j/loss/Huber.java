package org.gru4j.loss;

import org.gru4j.argument.Arguments;

/**
 * Squared for small errors and absolute for large ones (Huber, Annals of Mathematical Statistics 35, 1964), averaged
 * over the target values that are present. With e = output − target,
 * <pre>
 *   e² ÷ 2           if |e| ≤ δ          gradient e
 *   δ·(|e| − δ ÷ 2)  otherwise           gradient δ·sign e
 * </pre>
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class Huber extends ErrorLoss {
    private final double delta;

    /** @param delta δ, positive, in the unit of the targets */
    public Huber(double delta) {
        Arguments.requireFinitePositive("delta", delta);
        this.delta = delta;
    }

    @Override
    double term(double error, int q) {
        double size = Math.abs(error);
        return size <= delta ? error * error / 2 : delta * (size - delta / 2);
    }

    @Override
    double slope(double error, int q) {
        return Math.max(-delta, Math.min(delta, error));
    }
}
