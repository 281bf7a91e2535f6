package org.gru4j.layer;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Shape;

/**
 * The spec of rectifiers with trained slopes a [I], initially 0.25: y = x if x &gt; 0, else a⊙x (He et al., arXiv
 * 1502.01852). Immutable.
 */
public record PReluLayer(int size) implements LayerSpec {
    private static final double INITIAL_SLOPE = 0.25;

    public PReluLayer {
        Arguments.requirePositive("prelu size", size);
    }

    @Override
    public String kind() {
        return "prelu";
    }

    @Override
    public int inputFeatures() {
        return size;
    }

    @Override
    public int outputFeatures() {
        return size;
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        layout.addUndecayed(name + ".slope", Shape.of(size), (random, index) -> INITIAL_SLOPE);
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new RowLayer(name, size, size, parameters, ".slope") {
            @Override
            void forward(Slot slot) {
                for (int i = 0; i < size; i++) {
                    slot.y[i] = slot.x[i] > 0 ? slot.x[i] : slot.values[i] * slot.x[i];
                }
            }

            @Override
            void backward(Slot slot) {
                for (int i = 0; i < size; i++) {
                    if (!(slot.x[i] > 0)) {
                        slot.gradients[i] += slot.y[i] * slot.x[i];
                        slot.y[i] *= slot.values[i];
                    }
                }
            }
        };
    }
}
