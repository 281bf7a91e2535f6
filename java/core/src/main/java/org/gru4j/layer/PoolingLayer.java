package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** {@link Pooling} in a model: I features in at each step, I out at a single one. Immutable. */
public record PoolingLayer(int size) implements SameSizeLayer {
    public PoolingLayer {
        Arguments.requirePositive("pooling size", size);
    }

    @Override
    public String kind() {
        return "pooling";
    }

    @Override
    public boolean emitsOneStep() {
        return true;
    }

    @Override
    public Pooling create(String name, Parameters parameters) {
        return new Pooling(name, size);
    }
}
