package org.gru4j.layer;

import java.util.List;
import org.gru4j.tensor.Tensor;

/** The spec of the sum of all inputs, feature by feature, a residual connection: y = x₁ + x₂ + …. Immutable. */
public record SumLayer() implements JoinSpec {
    @Override
    public String kind() {
        return "add";
    }

    @Override
    public int outputFeatures(List<Integer> inputFeatures) {
        return requireTheSame(inputFeatures);
    }

    /** @throws IllegalArgumentException unless there are two or more inputs with the same number of features */
    static int requireTheSame(List<Integer> inputFeatures) {
        if (inputFeatures.size() < 2 || inputFeatures.stream().distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "expected two or more inputs with the same number of features but got " + inputFeatures);
        }
        return inputFeatures.get(0);
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Join create(String name, Parameters parameters) {
        return new Sum(name);
    }

    private record Sum(String name) implements Join {
        @Override
        public Tensor forward(Pass pass, Inputs inputs) {
            Tensor first = inputs.value(0);
            Tensor y = pass.scope()
                    .allocateUninitialized(name, first.dim(0), first.dim(1), first.dim(2))
                    .copyFrom(first);
            for (int k = 1; k < inputs.count(); k++) {
                pass.backend().elementwise().add(inputs.value(k), y);
            }
            return y;
        }

        @Override
        public void backward(Pass pass, Tensor dy, Inputs inputs) {
            for (int k = 0; k < inputs.count(); k++) {
                inputs.addGradient(k, dy);
            }
        }
    }
}
