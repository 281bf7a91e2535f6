package org.gru4j.layer;

import java.util.List;
import org.gru4j.tensor.Tensor;

/** The spec of a concatenation of features: [T,N,I₁], [T,N,I₂], … → [T,N,I₁+I₂+…]. Immutable. */
public record ConcatLayer() implements JoinSpec {
    @Override
    public String kind() {
        return "concat";
    }

    @Override
    public int outputFeatures(List<Integer> inputFeatures) {
        return inputFeatures.stream().reduce(0, Math::addExact);
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Join create(String name, Parameters parameters) {
        return new Concat(name);
    }

    private record Concat(String name) implements Join {
        @Override
        public Tensor forward(Pass pass, Inputs inputs) {
            int features = 0;
            for (int k = 0; k < inputs.count(); k++) {
                features += inputs.value(k).dim(2);
            }
            Tensor first = inputs.value(0);
            Tensor y = pass.scope().allocateUninitialized(name, first.dim(0), first.dim(1), features);
            for (int k = 0, column = 0; k < inputs.count(); k++) {
                DirectionColumns.scatter(inputs.value(k), y, column);
                column += inputs.value(k).dim(2);
            }
            return y;
        }

        @Override
        public void backward(Pass pass, Tensor dy, Inputs inputs) {
            for (int k = 0, column = 0; k < inputs.count(); k++) {
                Tensor x = inputs.value(k);
                Tensor dx = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), x.dim(2));
                DirectionColumns.gather(dy, column, dx);
                inputs.addGradient(k, dx);
                column += x.dim(2);
            }
        }
    }
}
