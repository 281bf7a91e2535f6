package org.gru4j.optim;

import org.gru4j.backend.OptimizerKernel;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Tensor;

/** Clipping by the global norm: g ← g·min(1, max ÷ ‖g‖₂), over all parameters (Pascanu et al., arXiv 1211.5063). */
public final class GradientClip {
    private final double maxNorm;

    /** @param maxNorm positive; infinity measures the norm and clips nothing */
    public GradientClip(double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("maxNorm must be positive, got " + maxNorm);
        }
        this.maxNorm = maxNorm;
    }

    /** Clips, and returns the norm from before; nothing is changed if that is not finite. */
    public double apply(Parameters parameters) {
        OptimizerKernel kernel = parameters.backend().optimizer();
        Tensor gradients = parameters.gradients();
        double norm = Math.sqrt(kernel.sumOfSquares(gradients));
        if (norm > maxNorm && norm < Double.POSITIVE_INFINITY) {
            kernel.scale(gradients, (float) (maxNorm / norm));
        }
        return norm;
    }
}
