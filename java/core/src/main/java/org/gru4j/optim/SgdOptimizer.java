package org.gru4j.optim;

import org.gru4j.layer.Parameters;

/** Applies {@link OptimizerSpec.Sgd}. */
final class SgdOptimizer extends Optimizer {
    private final OptimizerSpec.Sgd spec;
    private final boolean remembers;

    SgdOptimizer(OptimizerSpec.Sgd spec, Parameters parameters) {
        super(spec, parameters);
        this.spec = spec;
        remembers = (float) spec.momentum() != 0;
        if (remembers) {
            addState("velocity");
        }
    }

    @Override
    void update(Part part, double rate) {
        kernel().sgd(
                        part.values(),
                        part.gradients(),
                        remembers ? part.state(0) : null,
                        spec.momentum(),
                        spec.nesterov(),
                        part.weightDecay(),
                        rate);
    }
}
