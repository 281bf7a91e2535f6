package org.gru4j.backend;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The element-wise updates of optimizers, clipping and noise, on slabs of parameters or on parts of them, and the sum
 * of squares of a slab. Results do not depend on the number of threads. Keeps no state between calls; thread-safe.
 *
 * <p>Where l2 = λ is above 0, a step follows the gradient of the loss plus λ ÷ 2 · ‖p‖²: in the equations below, g
 * stands for g + λ·p. The tensor of gradients itself does not change.
 */
public abstract class OptimizerKernel {
    private final Backend backend;

    protected OptimizerKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Stochastic gradient descent: v ← μ·v + g, p ← p − η·v. With Nesterov's momentum p ← p − η·(g + μ·v), without
     * momentum p ← p − η·g.
     *
     * @param p [size] the parameters, updated
     * @param g [size] their gradients
     * @param v [size] the running sum of gradients, updated; null for no momentum
     * @param momentum μ
     * @param nesterov whether to use Nesterov's momentum
     * @param l2 λ; 0 for none
     * @param rate η
     */
    public final void sgd(
            Tensor p, Tensor g, @Nullable Tensor v, double momentum, boolean nesterov, double l2, double rate) {
        Arguments.requireFraction("momentum", momentum);
        Arguments.requireFiniteNotNegative("l2", l2);
        Arguments.requireFiniteNotNegative("rate", rate);
        requireSlab("g", g, p);
        if (v != null) {
            requireUpdated("v", v, p);
        }
        requireUpdated("p", p, p);
        int held = TensorHolds.hold(p, g, v, null, null, null);
        try {
            computeSgd(p, g, v, (float) momentum, nesterov, (float) l2, (float) rate);
            if (v != null) {
                v.written();
            }
            p.written();
        } finally {
            TensorHolds.release(held, p, g, v, null, null, null);
        }
    }

    /**
     * RMSProp: v ← ρ·v + (1−ρ)·g², p ← p − η·g ÷ (√v + ε).
     *
     * @param p [size] the parameters, updated
     * @param g [size] their gradients
     * @param v [size] the running mean of squared gradients, updated
     * @param rho ρ
     * @param epsilon ε
     * @param l2 λ; 0 for none
     * @param rate η
     */
    public final void rmsProp(Tensor p, Tensor g, Tensor v, double rho, double epsilon, double l2, double rate) {
        Arguments.requireFraction("rho", rho);
        scaleByRoot(p, g, v, (float) rho, (float) (1 - rho), epsilon, l2, rate);
    }

    /**
     * Adagrad: v ← v + g², p ← p − η·g ÷ (√v + ε).
     *
     * @param p [size] the parameters, updated
     * @param g [size] their gradients
     * @param v [size] the sum of squared gradients, updated
     * @param epsilon ε
     * @param l2 λ; 0 for none
     * @param rate η
     */
    public final void adagrad(Tensor p, Tensor g, Tensor v, double epsilon, double l2, double rate) {
        scaleByRoot(p, g, v, 1, 1, epsilon, l2, rate);
    }

    private void scaleByRoot(
            Tensor p, Tensor g, Tensor v, float rho, float rest, double epsilon, double l2, double rate) {
        Arguments.requireFinitePositive("epsilon", epsilon);
        Arguments.requireFiniteNotNegative("l2", l2);
        Arguments.requireFiniteNotNegative("rate", rate);
        requireSlab("g", g, p);
        requireUpdated("v", v, p);
        requireUpdated("p", p, p);
        int held = TensorHolds.hold(p, g, v, null, null, null);
        try {
            computeRmsProp(p, g, v, rho, rest, (float) epsilon, (float) l2, (float) rate);
            v.written();
            p.written();
        } finally {
            TensorHolds.release(held, p, g, v, null, null, null);
        }
    }

    /**
     * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1): m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g², p ← p − η·(m̂ ÷
     * (√v̂ + ε) + δ·p), with m̂ = m ÷ (1−β₁ᵗ) and v̂ = v ÷ (1−β₂ᵗ). With δ above 0 it is AdamW.
     *
     * @param p [size] the parameters, updated
     * @param g [size] their gradients
     * @param m [size] the running mean of gradients, updated
     * @param v [size] the running mean of squared gradients, updated
     * @param beta1 β₁
     * @param beta2 β₂
     * @param epsilon ε
     * @param l2 λ; 0 for none
     * @param decoupled δ, the weight decay that is not part of the gradient; 0 for none
     * @param rate η
     * @param step t; the first step is 1
     */
    public final void adam(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            double beta1,
            double beta2,
            double epsilon,
            double l2,
            double decoupled,
            double rate,
            long step) {
        Arguments.requireFraction("beta1", beta1);
        Arguments.requireFraction("beta2", beta2);
        Arguments.requireFinitePositive("epsilon", epsilon);
        Arguments.requireFiniteNotNegative("l2", l2);
        Arguments.requireFiniteNotNegative("decoupled", decoupled);
        Arguments.requireFiniteNotNegative("rate", rate);
        Arguments.requirePositive("step", step);
        requireSlab("g", g, p);
        requireUpdated("m", m, p);
        requireUpdated("v", v, p);
        requireUpdated("p", p, p);
        // η·m̂ = eta·m, √v̂ = correction·√v
        double eta = rate / (1 - Math.pow(beta1, (double) step));
        double correction = 1 / Math.sqrt(1 - Math.pow(beta2, (double) step));
        int held = TensorHolds.hold(p, g, m, v, null, null);
        try {
            computeAdam(
                    p,
                    g,
                    m,
                    v,
                    (float) beta1,
                    (float) (1 - beta1),
                    (float) beta2,
                    (float) (1 - beta2),
                    (float) eta,
                    (float) correction,
                    (float) epsilon,
                    (float) l2,
                    (float) (rate * decoupled));
            m.written();
            v.written();
            p.written();
        } finally {
            TensorHolds.release(held, p, g, m, v, null, null);
        }
    }

    /**
     * Returns Σ x² in double precision. The summation order is always the same.
     *
     * @param x [size]
     */
    public final double sumOfSquares(Tensor x) {
        requireSlab("x", x, x);
        int held = TensorHolds.hold(x, null, null, null, null, null);
        try {
            return computeSumOfSquares(x);
        } finally {
            TensorHolds.release(held, x, null, null, null, null, null);
        }
    }

    /**
     * Computes x ← factor·x.
     *
     * @param x [size]
     * @param factor finite
     */
    public final void scale(Tensor x, float factor) {
        if (!Float.isFinite(factor)) {
            throw new IllegalArgumentException("factor: expected a finite number but got " + factor);
        }
        requireUpdated("x", x, x);
        int held = TensorHolds.hold(x, null, null, null, null, null);
        try {
            computeScale(x, factor);
            x.written();
        } finally {
            TensorHolds.release(held, x, null, null, null, null, null);
        }
    }

    /**
     * Computes x ← min(bound, max(−bound, x)); NaN stays NaN.
     *
     * @param x [size]
     * @param bound positive
     */
    public final void clamp(Tensor x, float bound) {
        Arguments.requirePositive("bound", bound);
        requireUpdated("x", x, x);
        int held = TensorHolds.hold(x, null, null, null, null, null);
        try {
            computeClamp(x, bound);
            x.written();
        } finally {
            TensorHolds.release(held, x, null, null, null, null, null);
        }
    }

    /**
     * Computes x_k ← x_k + deviation·z_k. The z_k are standard normal:
     * {@link org.gru4j.random.CounterRandom#normal(long, long)} of the key and k. Computed in double precision;
     * backends differ in the last bit at most.
     *
     * @param x [size]
     * @param key key of the random numbers
     * @param deviation standard deviation of the noise; not negative
     */
    public final void addNormal(Tensor x, long key, double deviation) {
        Arguments.requireFiniteNotNegative("deviation", deviation);
        requireUpdated("x", x, x);
        int held = TensorHolds.hold(x, null, null, null, null, null);
        try {
            computeAddNormal(x, key, deviation);
            x.written();
        } finally {
            TensorHolds.release(held, x, null, null, null, null, null);
        }
    }

    private void requireSlab(String name, Tensor slab, Tensor of) {
        slab.requireShape(name, of.size());
        slab.requireAllocator(name, backend);
    }

    private void requireUpdated(String name, Tensor slab, Tensor of) {
        requireSlab(name, slab, of);
        slab.requireWritable();
    }

    /** Implements {@link #sgd}; all arguments are checked. */
    protected abstract void computeSgd(
            Tensor p, Tensor g, @Nullable Tensor v, float momentum, boolean nesterov, float l2, float rate);

    /**
     * Implements {@link #rmsProp} and {@link #adagrad}; all arguments are checked: v ← rho·v + rest·g², p ← p − rate·g
     * ÷ (√v + epsilon).
     */
    protected abstract void computeRmsProp(
            Tensor p, Tensor g, Tensor v, float rho, float rest, float epsilon, float l2, float rate);

    /**
     * Implements {@link #adam}; all arguments are checked: m ← beta1·m + rest1·g, v ← beta2·v + rest2·g², p ← p −
     * shrink·p − eta·m ÷ (correction·√v + epsilon).
     */
    protected abstract void computeAdam(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float eta,
            float correction,
            float epsilon,
            float l2,
            float shrink);

    /** Implements {@link #sumOfSquares}; all arguments are checked. */
    protected abstract double computeSumOfSquares(Tensor x);

    /** Implements {@link #scale}; all arguments are checked. */
    protected abstract void computeScale(Tensor x, float factor);

    /** Implements {@link #clamp}; all arguments are checked. */
    protected abstract void computeClamp(Tensor x, float bound);

    /** Implements {@link #addNormal}; all arguments are checked. */
    protected abstract void computeAddNormal(Tensor x, long key, double deviation);
}
