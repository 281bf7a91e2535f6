package org.gru4j.optim;

import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Tensor;

/** {@link OptimizerSpec.Sgd}. */
final class SgdOptimizer extends Optimizer {
    private final float momentum;
    private final Tensor velocity;
    private final float[] v = new float[BLOCK];

    SgdOptimizer(OptimizerSpec.Sgd spec, Parameters parameters) {
        super(spec, parameters);
        momentum = (float) spec.momentum();
        velocity = momentum == 0 ? null : addState("velocity");
    }

    @Override
    void updateBlock(int from, int length, double rate) {
        float eta = (float) rate;
        if (velocity == null) {
            for (int k = 0; k < length; k++) {
                p[k] -= eta * g[k];
            }
            return;
        }
        velocity.read(from, v, 0, length);
        for (int k = 0; k < length; k++) {
            v[k] = momentum * v[k] + g[k];
            p[k] -= eta * v[k];
        }
        velocity.write(from, v, 0, length);
    }
}
