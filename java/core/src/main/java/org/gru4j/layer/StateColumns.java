package org.gru4j.layer;

import org.gru4j.tensor.Tensor;

/** Copies between states [K,N,H] and a single step [1,N,K·H] that has them side by side. */
final class StateColumns {
    private StateColumns() {}

    /** step[0,n,k·H+j] = states[k,n,j]. */
    static Tensor toStep(Pass pass, String name, Tensor states) {
        int count = states.dim(0);
        int batch = states.dim(1);
        int size = states.dim(2);
        Tensor step = pass.scope().allocateUninitialized(name, 1, batch, count * size);
        for (int k = 0; k < count; k++) {
            for (int n = 0; n < batch; n++) {
                step.write((n * count + k) * size, states, (k * batch + n) * size, size);
            }
        }
        return step;
    }

    /** states[k,n,j] = step[0,n,k·H+j]. */
    static Tensor fromStep(Pass pass, String name, Tensor step, int count) {
        int batch = step.dim(1);
        int size = step.dim(2) / count;
        Tensor states = pass.scope().allocateUninitialized(name, count, batch, size);
        for (int k = 0; k < count; k++) {
            for (int n = 0; n < batch; n++) {
                states.write((k * batch + n) * size, step, (n * count + k) * size, size);
            }
        }
        return states;
    }
}
