package org.gru4j.backend;

import org.gru4j.argument.Arguments;

/**
 * An activation function. It acts on each feature separately, except {@link Kind#SOFTMAX}, which acts on all features
 * of a step. Immutable.
 *
 * @param kind the function
 * @param slope a in the equations of LEAKY_RELU and ELU; ignored by the others
 */
public record Activation(Kind kind, double slope) {
    /** Rectified linear unit: max(0, x). */
    public static final Activation RELU = new Activation(Kind.RELU, 0);
    /** Leaky rectified linear unit with PyTorch's slope of 0.01. */
    public static final Activation LEAKY_RELU = new Activation(Kind.LEAKY_RELU, 0.01);
    /** Exponential linear unit with a = 1. */
    public static final Activation ELU = new Activation(Kind.ELU, 1);
    /** Gaussian error linear unit, exact. */
    public static final Activation GELU = new Activation(Kind.GELU, 0);
    /** Sigmoid linear unit, also called swish. */
    public static final Activation SILU = new Activation(Kind.SILU, 0);
    /** The hyperbolic tangent. */
    public static final Activation TANH = new Activation(Kind.TANH, 0);
    /** The logistic function. */
    public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);
    /** The exponentials of a step's features, divided by their sum. */
    public static final Activation SOFTMAX = new Activation(Kind.SOFTMAX, 0);

    /** The kinds of activation functions. */
    public enum Kind {
        /** max(0, x). */
        RELU,
        /** x if x &gt; 0, else a·x. */
        LEAKY_RELU,
        /** x if x &gt; 0, else a·(exp(x) − 1) (Clevert, Unterthiner and Hochreiter, arXiv 1511.07289). */
        ELU,
        /** x·Φ(x), where Φ is the cumulative normal distribution (Hendrycks and Gimpel, arXiv 1606.08415). */
        GELU,
        /** x·σ(x). */
        SILU,
        /** tanh x. */
        TANH,
        /** σ(x) = 1 ÷ (1 + exp(−x)). */
        SIGMOID,
        /** exp(x_i) ÷ Σ_j exp(x_j) over the features of a step. */
        SOFTMAX
    }

    /** @throws IllegalArgumentException if the slope is negative or not finite */
    public Activation {
        Arguments.requireFiniteNotNegative("slope", slope);
    }
}
