package org.gru4j.optim;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.layer.Parameters;

/**
 * An optimizer and its settings, without its state, so that it can be stored in a checkpoint. {@link OptimizerKernel}
 * has the equations. In them p is a parameter, g its gradient and η the learning rate, which comes from a
 * {@link Schedule}.
 *
 * <p>Weight decay λ adds the gradient of λ ÷ 2 · ‖p‖² to g (L2 regularisation), unless it is decoupled. Either form
 * applies to the weights of recurrent and dense layers. It does not apply to biases, which are few and cannot overfit.
 * Nor does it apply to embeddings and the rows of items: they would shrink at every step, although rare ones are seldom
 * trained.
 *
 * <p>Immutable.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "optimizer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OptimizerSpec.Sgd.class, name = "sgd"),
    @JsonSubTypes.Type(value = OptimizerSpec.RmsProp.class, name = "rmsprop"),
    @JsonSubTypes.Type(value = OptimizerSpec.Adagrad.class, name = "adagrad"),
    @JsonSubTypes.Type(value = OptimizerSpec.Adam.class, name = "adam"),
    @JsonSubTypes.Type(value = OptimizerSpec.AdamW.class, name = "adamw")
})
public sealed interface OptimizerSpec {
    /**
     * Stochastic gradient descent with momentum (Polyak 1964) or with Nesterov's momentum, which evaluates the gradient
     * where the momentum will lead (Sutskever, Martens, Dahl, Hinton, ICML 2013). The stored parameters p are those of
     * the point ahead. See {@link OptimizerKernel#sgd}.
     *
     * @param momentum μ in [0, 1)
     * @param nesterov whether to use Nesterov's momentum; requires a momentum above 0
     * @param weightDecay λ
     */
    record Sgd(double momentum, boolean nesterov, double weightDecay) implements OptimizerSpec {
        public Sgd {
            Arguments.requireFraction("momentum", momentum);
            Arguments.requireFiniteNotNegative("weightDecay", weightDecay);
            if (nesterov && (float) momentum == 0) {
                throw new IllegalArgumentException("nesterov needs a momentum above 0, got " + momentum);
            }
        }

        /** Plain or Polyak's momentum, without weight decay. */
        public Sgd(double momentum) {
            this(momentum, false, 0);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return new SgdOptimizer(this, parameters);
        }
    }

    /**
     * RMSProp (Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012). See
     * {@link OptimizerKernel#rmsProp}.
     *
     * @param rho ρ in [0, 1)
     * @param epsilon ε, positive
     * @param weightDecay λ
     */
    record RmsProp(double rho, double epsilon, double weightDecay) implements OptimizerSpec {
        public RmsProp {
            Arguments.requireFraction("rho", rho);
            Arguments.requireFinitePositive("epsilon", epsilon);
            Arguments.requireFiniteNotNegative("weightDecay", weightDecay);
        }

        /** ρ = 0.9 as in the lecture, ε = 1e-8, no weight decay. */
        public RmsProp() {
            this(0.9, 1e-8, 0);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return new RmsPropOptimizer(this, parameters);
        }
    }

    /**
     * Adagrad with diagonal matrices (Duchi, Hazan, Singer, JMLR 12, 2011). See {@link OptimizerKernel#adagrad}.
     *
     * @param epsilon ε, positive
     * @param weightDecay λ
     */
    record Adagrad(double epsilon, double weightDecay) implements OptimizerSpec {
        public Adagrad {
            Arguments.requireFinitePositive("epsilon", epsilon);
            Arguments.requireFiniteNotNegative("weightDecay", weightDecay);
        }

        /** ε = 1e-10, no weight decay. */
        public Adagrad() {
            this(1e-10, 0);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return new AdagradOptimizer(this, parameters);
        }
    }

    /**
     * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1). See {@link OptimizerKernel#adam}.
     *
     * @param beta1 β₁ in [0, 1)
     * @param beta2 β₂ in [0, 1)
     * @param epsilon ε, positive
     * @param weightDecay λ
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {
        public Adam {
            Arguments.requireFraction("beta1", beta1);
            Arguments.requireFraction("beta2", beta2);
            Arguments.requireFinitePositive("epsilon", epsilon);
            Arguments.requireFiniteNotNegative("weightDecay", weightDecay);
        }

        /** Without weight decay. */
        public Adam(double beta1, double beta2, double epsilon) {
            this(beta1, beta2, epsilon, 0);
        }

        /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8 as in the paper; no weight decay. */
        public Adam() {
            this(0.9, 0.999, 1e-8);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return AdamOptimizer.of(this, parameters);
        }
    }

    /**
     * {@link Adam} with decoupled weight decay, δ = λ (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2): m and v
     * are computed from the gradient alone, and the decay is multiplied by the learning rate.
     *
     * @param beta1 β₁ in [0, 1)
     * @param beta2 β₂ in [0, 1)
     * @param epsilon ε, positive
     * @param weightDecay λ
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {
        public AdamW {
            Arguments.requireFraction("beta1", beta1);
            Arguments.requireFraction("beta2", beta2);
            Arguments.requireFinitePositive("epsilon", epsilon);
            Arguments.requireFiniteNotNegative("weightDecay", weightDecay);
        }

        /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
        public AdamW(double weightDecay) {
            this(0.9, 0.999, 1e-8, weightDecay);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return AdamOptimizer.of(this, parameters);
        }
    }

    /** λ, the weight decay; not negative. */
    double weightDecay();

    /** Creates an optimizer in its initial state for these parameters. The caller closes it. */
    Optimizer create(Parameters parameters);
}
