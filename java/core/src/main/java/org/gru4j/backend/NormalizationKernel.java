package org.gru4j.backend;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;

/**
 * Layer normalisation over the features of each step (Ba, Kiros and Hinton, arXiv 1607.06450). With the mean μ and the
 * variance σ² of the I features:
 * <pre>
 *   x̂ = (x − μ) ÷ √(σ² + ε)        y = γ⊙x̂ + β
 *   dγ += Σ dy⊙x̂    dβ += Σ dy     dx = (g − mean g − x̂·mean(g⊙x̂)) ÷ √(σ² + ε),  g = γ⊙dy
 * </pre>
 * Keeps no state between calls; thread-safe.
 */
public abstract class NormalizationKernel {
    private final Backend backend;

    protected NormalizationKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes y.
     *
     * @param x [T,N,I]
     * @param gamma γ [I]
     * @param beta β [I]
     * @param epsilon ε, positive
     * @param y [T,N,I] out
     */
    public final void forward(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y) {
        requireCommon(x, gamma, beta, "beta [I]", epsilon, y, "y [T,N,I]");
        y.requireWritable();
        int held = TensorHolds.hold(x, gamma, beta, y, null, null);
        try {
            computeForward(x, gamma, beta, epsilon, y);
            y.written();
        } finally {
            TensorHolds.release(held, x, gamma, beta, y, null, null);
        }
    }

    /**
     * Computes dx, and adds the sums over all steps to dγ and dβ.
     *
     * @param x [T,N,I], as in forward
     * @param gamma γ [I], as in forward
     * @param epsilon ε, as in forward
     * @param dy [T,N,I]
     * @param dx [T,N,I] out
     * @param dGamma dγ [I] accumulated
     * @param dBeta dβ [I] accumulated
     */
    public final void backward(
            Tensor x, Tensor gamma, double epsilon, Tensor dy, Tensor dx, Tensor dGamma, Tensor dBeta) {
        requireCommon(x, gamma, dGamma, "dGamma [I]", epsilon, dx, "dx [T,N,I]");
        requireCommon(x, gamma, dBeta, "dBeta [I]", epsilon, dy, "dy [T,N,I]");
        dx.requireWritable();
        dGamma.requireWritable();
        dBeta.requireWritable();
        int held = TensorHolds.hold(x, gamma, dy, dx, dGamma, dBeta);
        try {
            computeBackward(x, gamma, epsilon, dy, dx, dGamma, dBeta);
            dx.written();
            dGamma.written();
            dBeta.written();
        } finally {
            TensorHolds.release(held, x, gamma, dy, dx, dGamma, dBeta);
        }
    }

    private void requireCommon(
            Tensor x, Tensor gamma, Tensor beta, String betaName, double epsilon, Tensor y, String yName) {
        Arguments.requireFinitePositive("epsilon", epsilon);
        x.requireRank("x [T,N,I]", 3);
        x.requireAllocator("x [T,N,I]", backend);
        gamma.requireShape("gamma [I]", x.dim(2));
        gamma.requireAllocator("gamma [I]", backend);
        beta.requireShape(betaName, x.dim(2));
        beta.requireAllocator(betaName, backend);
        y.requireRank(yName, 3);
        y.requireShape(yName, x.dim(0), x.dim(1), x.dim(2));
        y.requireAllocator(yName, backend);
    }

    /** Implements {@link #forward}; all arguments are checked. */
    protected abstract void computeForward(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y);

    /** Implements {@link #backward}; all arguments are checked. */
    protected abstract void computeBackward(
            Tensor x, Tensor gamma, double epsilon, Tensor dy, Tensor dx, Tensor dGamma, Tensor dBeta);
}
