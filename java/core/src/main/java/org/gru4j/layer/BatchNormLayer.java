package org.gru4j.layer;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Shape;

/**
 * The spec of batch normalisation in its inference form, y = γ⊙(x − μ) ÷ √(σ² + ε) + β (Ioffe and Szegedy, arXiv
 * 1502.03167), for models that were trained with it elsewhere. γ and β are trained. μ and σ² are parameters, too, but
 * training does not change them: their gradients are zero. Immutable.
 *
 * @param epsilon ε, added to the variance
 */
public record BatchNormLayer(int size, double epsilon) implements LayerSpec {
    public BatchNormLayer {
        Arguments.requirePositive("batch norm size", size);
        Arguments.requireFinitePositive("batch norm epsilon", epsilon);
    }

    @Override
    public String kind() {
        return "batchnorm";
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
        layout.addUndecayed(name + ".gamma", Shape.of(size), (random, index) -> 1);
        layout.addUndecayed(name + ".beta", Shape.of(size), (random, index) -> 0);
        layout.addFixed(name + ".mean", Shape.of(size), (random, index) -> 0);
        layout.addFixed(name + ".variance", Shape.of(size), (random, index) -> 1);
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new RowLayer(name, size, size, parameters, ".gamma", ".beta", ".mean", ".variance") {
            private double normalized(Slot slot, int i) {
                return (slot.x[i] - slot.values[2 * size + i]) / Math.sqrt(slot.values[3 * size + i] + epsilon);
            }

            @Override
            void forward(Slot slot) {
                for (int i = 0; i < size; i++) {
                    slot.y[i] = slot.values[i] * normalized(slot, i) + slot.values[size + i];
                }
            }

            @Override
            void backward(Slot slot) {
                for (int i = 0; i < size; i++) {
                    slot.gradients[i] += slot.y[i] * normalized(slot, i);
                    slot.gradients[size + i] += slot.y[i];
                    slot.y[i] *= slot.values[i] / Math.sqrt(slot.values[3 * size + i] + epsilon);
                }
            }
        };
    }
}
