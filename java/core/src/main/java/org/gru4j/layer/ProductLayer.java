package org.gru4j.layer;

import java.util.List;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The spec of the product of all inputs, feature by feature: y = x₁⊙x₂⊙…. Immutable. */
public record ProductLayer() implements JoinSpec {
    @Override
    public String kind() {
        return "multiply";
    }

    @Override
    public int outputFeatures(List<Integer> inputFeatures) {
        return SumLayer.requireTheSame(inputFeatures);
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Join create(String name, Parameters parameters) {
        return new Product(name);
    }

    private record Product(String name) implements Join {
        @Override
        public Tensor forward(Pass pass, Inputs inputs) {
            return productOfOthers(pass, inputs, -1, null);
        }

        /** Computes dx_k = dy⊙Π_{j≠k} x_j. It does not divide, so factors of 0 are not a special case. */
        @Override
        public void backward(Pass pass, Tensor dy, Inputs inputs) {
            for (int k = 0; k < inputs.count(); k++) {
                inputs.addGradient(k, productOfOthers(pass, inputs, k, dy));
            }
        }

        private Tensor productOfOthers(Pass pass, Inputs inputs, int leftOut, @Nullable Tensor factor) {
            Tensor like = inputs.value(0);
            Tensor y = pass.scope().allocateUninitialized(name, like.dim(0), like.dim(1), like.dim(2));
            boolean begun = factor != null;
            if (factor != null) {
                y.copyFrom(factor);
            }
            for (int k = 0; k < inputs.count(); k++) {
                if (k == leftOut) {
                    continue;
                }
                if (begun) {
                    pass.backend().elementwise().multiply(y, inputs.value(k), y);
                } else {
                    y.copyFrom(inputs.value(k));
                    begun = true;
                }
            }
            return y;
        }
    }
}
