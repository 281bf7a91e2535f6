package org.gru4j.optim;

import org.gru4j.layer.Parameters;

/** Applies {@link OptimizerSpec.Adam} or {@link OptimizerSpec.AdamW}. */
final class AdamOptimizer extends Optimizer {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final boolean decoupled;

    private AdamOptimizer(
            OptimizerSpec spec, Parameters parameters, double beta1, double beta2, double epsilon, boolean decoupled) {
        super(spec, parameters);
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.decoupled = decoupled;
        addState("m");
        addState("v");
    }

    static AdamOptimizer of(OptimizerSpec.Adam spec, Parameters parameters) {
        return new AdamOptimizer(spec, parameters, spec.beta1(), spec.beta2(), spec.epsilon(), false);
    }

    static AdamOptimizer of(OptimizerSpec.AdamW spec, Parameters parameters) {
        return new AdamOptimizer(spec, parameters, spec.beta1(), spec.beta2(), spec.epsilon(), true);
    }

    @Override
    void update(Part part, double rate) {
        double decay = part.weightDecay();
        kernel().adam(
                        part.values(),
                        part.gradients(),
                        part.state(0),
                        part.state(1),
                        beta1,
                        beta2,
                        epsilon,
                        decoupled ? 0 : decay,
                        decoupled ? decay : 0,
                        rate,
                        steps());
    }
}
