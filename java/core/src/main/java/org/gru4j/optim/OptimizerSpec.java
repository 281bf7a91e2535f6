package org.gru4j.optim;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.gru4j.layer.Parameters;

/** An optimiser and its settings, described apart from its state, so that it can be written into a checkpoint. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "optimizer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OptimizerSpec.Sgd.class, name = "sgd"),
    @JsonSubTypes.Type(value = OptimizerSpec.Adam.class, name = "adam")})
public sealed interface OptimizerSpec {
    /**
     * Stochastic gradient descent, v ← μ·v + g, p ← p − η·v.
     *
     * @param momentum μ in [0, 1)
     */
    record Sgd(double momentum) implements OptimizerSpec {
        public Sgd {
            requireFraction("momentum", momentum);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return new SgdOptimizer(this, parameters);
        }
    }

    /**
     * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1): m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g²,
     * p ← p − η·m̂ ÷ (√v̂ + ε), with m̂ = m ÷ (1−β₁ᵗ), v̂ = v ÷ (1−β₂ᵗ).
     */
    record Adam(double beta1, double beta2, double epsilon) implements OptimizerSpec {
        public Adam {
            requireFraction("beta1", beta1);
            requireFraction("beta2", beta2);
            if (!((float) epsilon > 0)) { // in floats, as it is used: 0 would make 0 ÷ 0 of a zero gradient
                throw new IllegalArgumentException("epsilon must be at least " + Float.MIN_VALUE + ", got " + epsilon);
            }
        }

        /** β₁ 0.9, β₂ 0.999, ε 1e-8, as in the paper. */
        public Adam() {
            this(0.9, 0.999, 1e-8);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return new AdamOptimizer(this, parameters);
        }
    }

    /** An optimiser in its initial state, for these parameters; the caller closes it. */
    Optimizer create(Parameters parameters);

    private static void requireFraction(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must be in [0, 1), got " + value);
        }
    }
}
