package org.gru4j.optim;

import org.gru4j.argument.Arguments;
import org.gru4j.layer.Parameters;

/**
 * Clips the gradients of all parameters, first by value and then by their global norm: g ← min(c, max(−c, g)) element
 * by element, then g ← g·min(1, max ÷ ‖g‖₂) (Pascanu et al., arXiv 1211.5063, algorithm 1). Clipping by value changes
 * the gradient's direction, clipping by the norm does not.
 *
 * <p>Immutable. Clipping itself changes the gradients: only one thread at a time may do it.
 */
public final class GradientClip {
    private final double maxNorm;
    private final double maxValue;

    /** Clips by the norm only. */
    public GradientClip(double maxNorm) {
        this(maxNorm, Double.POSITIVE_INFINITY);
    }

    /**
     * Clips by value and by the norm.
     *
     * @param maxNorm positive; with infinity the norm is measured, but nothing is clipped by it
     * @param maxValue c, positive; with infinity nothing is clipped by value
     */
    public GradientClip(double maxNorm, double maxValue) {
        requirePositive("maxNorm", maxNorm);
        requirePositive("maxValue", (float) maxValue); // as a float, as clamp uses it
        this.maxNorm = maxNorm;
        this.maxValue = maxValue;
    }

    /**
     * Checks a bound and returns it.
     *
     * @throws IllegalArgumentException if the bound is not positive; infinity, for no clipping, is allowed
     */
    public static double requirePositive(String what, double value) {
        Arguments.requirePositive(what, value);
        return value;
    }

    /**
     * Clips the gradients. If their norm is not finite, nothing changes.
     *
     * @return the norm before clipping
     */
    public double apply(Parameters parameters) {
        double before = parameters.gradientNorm();
        if (!(before < Double.POSITIVE_INFINITY)) {
            return before;
        }
        double norm = before;
        if (before > maxValue) { // otherwise no element exceeds maxValue
            parameters.backend().optimizer().clamp(parameters.gradients(), (float) maxValue);
            norm = parameters.gradientNorm();
        }
        if (norm > maxNorm) {
            parameters.scaleGradients(maxNorm / norm);
        }
        return before;
    }
}
