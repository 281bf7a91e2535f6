package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** The spec of reversal of each sequence's valid steps: y_t = x_{L−1−t}, and zeros beyond its length L. Immutable. */
public record ReverseLayer(int size) implements SameSizeLayer {
    public ReverseLayer {
        Arguments.requirePositive("reverse size", size);
    }

    @Override
    public String kind() {
        return "reverse";
    }

    @Override
    public boolean readsSequences() {
        return true;
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new StepOrder(name, size) {
            @Override
            int source(int t, int length) {
                return length - 1 - t;
            }
        };
    }
}
