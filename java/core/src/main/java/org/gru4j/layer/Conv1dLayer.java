package org.gru4j.layer;

import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * The spec of {@link Conv1d}. Immutable.
 *
 * @param inputSize I
 * @param outputSize O, the number of filters
 * @param kernelSize K, the number of steps that each output reads
 * @param stride the number of steps from one output to the next
 * @param padding what is read before the first and after the last step
 */
public record Conv1dLayer(int inputSize, int outputSize, int kernelSize, int stride, Padding padding)
        implements LayerSpec {
    public Conv1dLayer {
        Arguments.requirePositive("conv inputSize", inputSize);
        Arguments.requirePositive("conv outputSize", outputSize);
        Windows.require("conv", kernelSize, stride);
        Objects.requireNonNull(padding, "padding");
        Math.multiplyExact(kernelSize, inputSize);
    }

    @Override
    public String kind() {
        return "conv";
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
    public boolean readsSequences() {
        return true;
    }

    @Override
    public int outputSteps(int steps) {
        return Windows.count(steps, kernelSize, stride, padding);
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        Conv1d.declare(layout, name, this);
    }

    @Override
    public Conv1d create(String name, Parameters parameters) {
        return new Conv1d(name, this, parameters);
    }
}
