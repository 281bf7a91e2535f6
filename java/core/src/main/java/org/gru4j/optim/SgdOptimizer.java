package org.gru4j.optim;

import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Tensor;

/** {@link OptimizerSpec.Sgd}. */
final class SgdOptimizer extends Optimizer {
    private final double momentum;
    private final Tensor velocity;

    SgdOptimizer(OptimizerSpec.Sgd spec, Parameters parameters) {
        super(spec, parameters);
        momentum = spec.momentum();
        velocity = (float) momentum == 0 ? null : addState("velocity");
    }

    @Override
    void update(Tensor values, Tensor gradients, double rate) {
        kernel().sgd(values, gradients, velocity, momentum, rate);
    }
}
