package org.gru4j.layer;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;

/**
 * The spec of a selection of features: {@code count} of them, beginning at index {@code from}: [T,N,I] → [T,N,O].
 * Immutable.
 */
public record FeaturesLayer(int inputSize, int from, int count) implements LayerSpec {
    public FeaturesLayer {
        Arguments.requirePositive("features inputSize", inputSize);
        Arguments.requireNotNegative("features from", from);
        Arguments.requirePositive("features count", count);
        if (from > inputSize - count) {
            throw new IllegalArgumentException("features: expected some of " + inputSize + " but got " + from + " to "
                    + ((long) from + count - 1));
        }
    }

    @Override
    public String kind() {
        return "features";
    }

    @Override
    public int inputFeatures() {
        return inputSize;
    }

    @Override
    public int outputFeatures() {
        return count;
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new Cut(name, this);
    }

    private record Cut(String name, FeaturesLayer spec) implements Layer {
        @Override
        public Tensor forward(Pass pass, Tensor x) {
            Layer.requireInput(name, x, spec.inputSize);
            Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), spec.count);
            DirectionColumns.gather(x, spec.from, y);
            return y;
        }

        @Override
        public Tensor backward(Pass pass, Tensor dy) {
            pass.requireTraining(name);
            Tensor dx = pass.scope().allocateUninitialized(name, dy.dim(0), dy.dim(1), spec.inputSize);
            dx.zero(0, dx.size());
            DirectionColumns.scatter(dy, dx, spec.from);
            return dx;
        }
    }
}
