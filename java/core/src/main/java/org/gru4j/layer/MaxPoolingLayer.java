package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/**
 * {@link MaxPooling} in a model. Immutable.
 *
 * @param kernelSize K, the steps of a window
 * @param stride steps from one window to the next
 * @param padding what a window may lack; steps outside of the sequence are never the largest
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
