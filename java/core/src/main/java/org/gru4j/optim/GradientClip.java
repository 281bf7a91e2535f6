package org.gru4j.optim;

import org.gru4j.argument.Arguments;
import org.gru4j.layer.Parameters;

/**
 * Clipping by value, then by the global norm, over all parameters: g ← min(c, max(−c, g)) element by element, then
 * g ← g·min(1, max ÷ ‖g‖₂) (Pascanu et al., arXiv 1211.5063, algorithm 1). The first changes the gradient's direction,
 * the second does not.
 *
 * <p>Immutable. Clipping changes the gradients, which is for one thread at a time.
 */
public final class GradientClip {
    private final double maxNorm;
    private final double maxValue;

    /** By the norm alone. */
    public GradientClip(double maxNorm) {
        this(maxNorm, Double.POSITIVE_INFINITY);
    }

    /**
     * @param maxNorm positive; infinity measures the norm and clips nothing by it
     * @param maxValue c, positive; infinity clips nothing by value
     */
    public GradientClip(double maxNorm, double maxValue) {
        requirePositive("maxNorm", maxNorm);
        requirePositive("maxValue", (float) maxValue); // as it is used
        this.maxNorm = maxNorm;
        this.maxValue = maxValue;
    }

    /** @throws IllegalArgumentException if a bound is not positive; infinity is none */
    public static double requirePositive(String what, double value) {
        Arguments.requirePositive(what, value);
        return value;
    }

    /** Clips, and returns the norm from before all clipping; nothing is changed if that is not finite. */
    public double apply(Parameters parameters) {
        double before = parameters.gradientNorm();
        if (!(before < Double.POSITIVE_INFINITY)) {
            return before;
        }
        double norm = before;
        if (before > maxValue) { // else no element can be
            parameters.backend().optimizer().clamp(parameters.gradients(), (float) maxValue);
            norm = parameters.gradientNorm();
        }
        if (norm > maxNorm) {
            parameters.scaleGradients(maxNorm / norm);
        }
        return before;
    }
}
