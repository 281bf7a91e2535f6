package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** The spec of a {@link Dense} layer: I features in, O out. Immutable. */
public record DenseLayer(int inputSize, int outputSize) implements LayerSpec {
    public DenseLayer {
        Arguments.requirePositive("dense inputSize", inputSize);
        Arguments.requirePositive("dense outputSize", outputSize);
    }

    @Override
    public String kind() {
        return "dense";
    }

    @Override
    public int inputFeatures() {
        return inputSize;
    }

    @Override
    public int outputFeatures() {
        return outputSize;
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        Dense.declare(layout, name, inputSize, outputSize);
    }

    @Override
    public Dense create(String name, Parameters parameters) {
        return new Dense(name, inputSize, outputSize, parameters);
    }
}
