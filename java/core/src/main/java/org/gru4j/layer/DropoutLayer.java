package org.gru4j.layer;

/**
 * {@link Dropout} in a model: as many features out as in. Immutable.
 *
 * @param rate the probability of a zero, in [0, 1)
 */
public record DropoutLayer(int size, double rate) implements LayerSpec {
    public DropoutLayer {
        Sizes.requirePositive("dropout size", size);
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate must be from 0 to below 1, got " + rate);
        }
    }

    @Override
    public String kind() {
        return "dropout";
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
    public boolean actsInTrainingOnly() {
        return true;
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Dropout create(String name, Parameters parameters) {
        return new Dropout(parameters, name, size, rate);
    }
}
