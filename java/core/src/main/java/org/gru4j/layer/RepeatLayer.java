package org.gru4j.layer;

import java.util.List;
import org.gru4j.tensor.Tensor;

/**
 * The spec of a layer that repeats a single step for each step of a sequence. It reads x [T,N,I], whose features are
 * ignored, and s [1,N,O], and emits y_t = s. Steps beyond a row's length are repeated, too, but add nothing to the
 * gradient. Immutable.
 */
public record RepeatLayer() implements JoinSpec {
    @Override
    public String kind() {
        return "repeat";
    }

    @Override
    public int outputFeatures(List<Integer> inputFeatures) {
        if (inputFeatures.size() != 2) {
            throw new IllegalArgumentException(
                    "expected the steps and what to repeat over them but got " + inputFeatures.size() + " nodes");
        }
        return inputFeatures.get(1);
    }

    @Override
    public boolean readsTheSameSteps() {
        return false;
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Join create(String name, Parameters parameters) {
        return new Repeat(name);
    }

    private record Repeat(String name) implements Join {
        @Override
        public Tensor forward(Pass pass, Inputs inputs) {
            Tensor step = inputs.value(1);
            if (step.dim(0) != 1) {
                throw new IllegalArgumentException(name + ": expected a single step to repeat but got " + step.dim(0));
            }
            int steps = inputs.value(0).dim(0);
            Tensor y = pass.scope().allocateUninitialized(name, steps, step.dim(1), step.dim(2));
            for (int t = 0; t < steps; t++) {
                y.write(t * step.size(), step, 0, step.size());
            }
            return y;
        }

        @Override
        public void backward(Pass pass, Tensor dy, Inputs inputs) {
            int[] lengths = inputs.lengths(0);
            int batch = dy.dim(1);
            int size = dy.dim(2);
            Tensor ds = pass.scope().allocateUninitialized(name, 1, batch, size);
            ds.zero(0, ds.size());
            for (int t = 0; t < dy.dim(0); t++) {
                for (int n = 0; n < batch; n++) {
                    if (lengths == null || t < lengths[n]) {
                        ds.add(n * size, dy, (t * batch + n) * size, size);
                    }
                }
            }
            inputs.addGradient(1, ds);
        }
    }
}
