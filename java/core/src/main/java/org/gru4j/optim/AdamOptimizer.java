package org.gru4j.optim;

import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Tensor;

/** {@link OptimizerSpec.Adam}. */
final class AdamOptimizer extends Optimizer {
    private final OptimizerSpec.Adam spec;
    private final Tensor firstMoment;
    private final Tensor secondMoment;
    private final float[] m = new float[BLOCK];
    private final float[] v = new float[BLOCK];

    AdamOptimizer(OptimizerSpec.Adam spec, Parameters parameters) {
        super(spec, parameters);
        this.spec = spec;
        firstMoment = addState("m");
        secondMoment = addState("v");
    }

    @Override
    void updateBlock(int from, int length, double rate) {
        float beta1 = (float) spec.beta1();
        float beta2 = (float) spec.beta2();
        float rest1 = (float) (1 - spec.beta1());
        float rest2 = (float) (1 - spec.beta2());
        float epsilon = (float) spec.epsilon();
        // η·m̂ = eta·m, √v̂ = correction2·√v
        float eta = (float) (rate / (1 - Math.pow(spec.beta1(), steps())));
        float correction2 = (float) (1 / Math.sqrt(1 - Math.pow(spec.beta2(), steps())));
        firstMoment.read(from, m, 0, length);
        secondMoment.read(from, v, 0, length);
        for (int k = 0; k < length; k++) {
            m[k] = beta1 * m[k] + rest1 * g[k];
            v[k] = beta2 * v[k] + rest2 * g[k] * g[k];
            p[k] -= eta * m[k] / ((float) Math.sqrt(v[k]) * correction2 + epsilon);
        }
        firstMoment.write(from, m, 0, length);
        secondMoment.write(from, v, 0, length);
    }
}
