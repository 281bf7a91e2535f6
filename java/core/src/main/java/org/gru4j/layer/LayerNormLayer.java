package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/**
 * The spec of {@link LayerNorm}; it emits as many features as it reads. Immutable.
 *
 * @param epsilon ε, added to the variance; 1e-5 in PyTorch
 */
public record LayerNormLayer(int size, double epsilon) implements LayerSpec {
    public LayerNormLayer {
        Arguments.requirePositive("layer norm size", size);
        Arguments.requireFinitePositive("layer norm epsilon", epsilon);
    }

    @Override
    public String kind() {
        return "layernorm";
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
        LayerNorm.declare(layout, name, size);
    }

    @Override
    public LayerNorm create(String name, Parameters parameters) {
        return new LayerNorm(name, size, epsilon, parameters);
    }
}
