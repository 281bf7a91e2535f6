package org.gru4j.optim;

import org.gru4j.layer.Parameters;

/** Applies {@link OptimizerSpec.RmsProp}. */
final class RmsPropOptimizer extends Optimizer {
    private final OptimizerSpec.RmsProp spec;

    RmsPropOptimizer(OptimizerSpec.RmsProp spec, Parameters parameters) {
        super(spec, parameters);
        this.spec = spec;
        addState("v");
    }

    @Override
    void update(Part part, double rate) {
        kernel().rmsProp(
                        part.values(),
                        part.gradients(),
                        part.state(0),
                        spec.rho(),
                        spec.epsilon(),
                        part.weightDecay(),
                        rate);
    }
}
