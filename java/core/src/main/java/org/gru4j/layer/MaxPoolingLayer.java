package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/**
 * The spec of {@link MaxPooling}. Immutable.
 *
 * @param kernelSize K, the number of steps of a window
 * @param stride the number of steps from one window to the next
 * @param padding how far windows may extend beyond the sequence; steps outside of it are never the maximum
 */
public record MaxPoolingLayer(int size, int kernelSize, int stride, Padding padding) implements SameSizeLayer {
    public MaxPoolingLayer {
        Arguments.requirePositive("max pooling size", size);
        Windows.require("max pooling", kernelSize, stride);
    }

    @Override
    public String kind() {
        return "maxpool";
    }

    @Override
    public boolean readsSequences() {
        return true;
    }

    @Override
    public int outputSteps(int steps) {
        return Windows.count(steps, kernelSize, stride, padding);
    }

    @Override
    public MaxPooling create(String name, Parameters parameters) {
        return new MaxPooling(name, this);
    }
}
