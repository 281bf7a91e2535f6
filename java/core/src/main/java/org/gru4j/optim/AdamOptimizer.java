package org.gru4j.optim;

import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Tensor;

/** {@link OptimizerSpec.Adam}. */
final class AdamOptimizer extends Optimizer {
    private final OptimizerSpec.Adam spec;
    private final Tensor firstMoment;
    private final Tensor secondMoment;

    AdamOptimizer(OptimizerSpec.Adam spec, Parameters parameters) {
        super(spec, parameters);
        this.spec = spec;
        firstMoment = addState("m");
        secondMoment = addState("v");
    }

    @Override
    void update(Tensor values, Tensor gradients, double rate) {
        kernel().adam(values, gradients, firstMoment, secondMoment, spec.beta1(), spec.beta2(), spec.epsilon(), rate,
                steps());
    }
}
