package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** The spec of {@link Pooling}: reads I features at each step, and emits I at a single step. Immutable. */
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
