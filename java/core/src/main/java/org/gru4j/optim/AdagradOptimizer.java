package org.gru4j.optim;

import org.gru4j.layer.Parameters;

/** Applies {@link OptimizerSpec.Adagrad}. */
final class AdagradOptimizer extends Optimizer {
    private final OptimizerSpec.Adagrad spec;

    AdagradOptimizer(OptimizerSpec.Adagrad spec, Parameters parameters) {
        super(spec, parameters);
        this.spec = spec;
        addState("v");
    }

    @Override
    void update(Part part, double rate) {
        kernel().adagrad(part.values(), part.gradients(), part.state(0), spec.epsilon(), part.weightDecay(), rate);
    }
}
