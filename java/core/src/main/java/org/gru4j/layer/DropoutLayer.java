package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/**
 * The spec of {@link Dropout}; it emits as many features as it reads. Immutable.
 *
 * @param rate the probability of a zero, in [0, 1)
 */
public record DropoutLayer(int size, double rate) implements SameSizeLayer {
    public DropoutLayer {
        Arguments.requirePositive("dropout size", size);
        Arguments.requireFraction("dropout rate", rate);
    }

    @Override
    public String kind() {
        return "dropout";
    }

    @Override
    public boolean actsInTrainingOnly() {
        return true;
    }

    @Override
    public Dropout create(String name, Parameters parameters) {
        return new Dropout(parameters, name, size, rate);
    }
}
