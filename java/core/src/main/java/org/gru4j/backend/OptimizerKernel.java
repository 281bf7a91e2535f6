package org.gru4j.backend;

import org.gru4j.tensor.Tensor;

/**
 * What optimisers do to whole slabs of parameters, element by element, and the norm of one. Results do not depend on
 * the number of threads. Keeps nothing between calls; thread-safe.
 */
public abstract class OptimizerKernel {
    private final Backend backend;

    protected OptimizerKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Stochastic gradient descent: v ← μ·v + g, p ← p − η·v; without momentum p ← p − η·g.
     *
     * @param p [size] the parameters, updated
     * @param g [size] their gradients
     * @param v [size] the running sum of gradients, updated; null for no momentum
     * @param momentum μ
     * @param rate η
     */
    public final void sgd(Tensor p, Tensor g, Tensor v, double momentum, double rate) {
        requireSlab("g", g, p);
        if (v != null) {
            requireUpdated("v", v, p);
        }
        requireUpdated("p", p, p);
        computeSgd(p, g, v, (float) momentum, (float) rate);
        if (v != null) {
            v.written();
        }
        p.written();
    }

    /**
     * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1): m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g²,
     * p ← p − η·m̂ ÷ (√v̂ + ε), with m̂ = m ÷ (1−β₁ᵗ), v̂ = v ÷ (1−β₂ᵗ).
     *
     * @param p [size] the parameters, updated
     * @param g [size] their gradients
     * @param m [size] the running mean of gradients, updated
     * @param v [size] the running mean of their squares, updated
     * @param rate η
     * @param step t, the first being 1
     */
    public final void adam(Tensor p, Tensor g, Tensor m, Tensor v, double beta1, double beta2, double epsilon,
            double rate, long step) {
        requireSlab("g", g, p);
        requireUpdated("m", m, p);
        requireUpdated("v", v, p);
        requireUpdated("p", p, p);
        // η·m̂ = eta·m, √v̂ = correction·√v
        double eta = rate / (1 - Math.pow(beta1, step));
        double correction = 1 / Math.sqrt(1 - Math.pow(beta2, step));
        computeAdam(p, g, m, v, (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), (float) eta,
                (float) correction, (float) epsilon);
        m.written();
        v.written();
        p.written();
    }

    /**
     * Σ x², in double precision, always in the same order.
     *
     * @param x [size]
     */
    public final double sumOfSquares(Tensor x) {
        requireSlab("x", x, x);
        return computeSumOfSquares(x);
    }

    /**
     * x ← factor·x.
     *
     * @param x [size]
     */
    public final void scale(Tensor x, float factor) {
        requireUpdated("x", x, x);
        computeScale(x, factor);
        x.written();
    }

    private void requireSlab(String name, Tensor slab, Tensor of) {
        slab.requireShape(name, of.size());
        slab.requireAllocator(name, backend);
    }

    private void requireUpdated(String name, Tensor slab, Tensor of) {
        requireSlab(name, slab, of);
        slab.requireWritable();
    }

    /** {@link #sgd}, all arguments checked. */
    protected abstract void computeSgd(Tensor p, Tensor g, Tensor v, float momentum, float rate);

    /**
     * {@link #adam}, all arguments checked: m ← beta1·m + rest1·g, v ← beta2·v + rest2·g²,
     * p ← p − eta·m ÷ (correction·√v + epsilon).
     */
    protected abstract void computeAdam(Tensor p, Tensor g, Tensor m, Tensor v, float beta1, float rest1, float beta2,
            float rest2, float eta, float correction, float epsilon);

    /** {@link #sumOfSquares}, all arguments checked. */
    protected abstract double computeSumOfSquares(Tensor x);

    /** {@link #scale}, all arguments checked. */
    protected abstract void computeScale(Tensor x, float factor);
}
