package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** {@link Pooling} in a model: I features in at each step, I out at a single one. Immutable. */
public record PoolingLayer(int size) implements LayerSpec {
    public PoolingLayer {
        Arguments.requirePositive("pooling size", size);
    }

    @Override
    public String kind() {
        return "pooling";
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
    public boolean emitsOneStep() {
        return true;
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Pooling create(String name, Parameters parameters) {
        return new Pooling(name, size);
    }
}
