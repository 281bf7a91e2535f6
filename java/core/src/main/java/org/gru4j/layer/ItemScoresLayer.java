package org.gru4j.layer;

import java.util.List;
import org.gru4j.argument.Arguments;

/**
 * An {@link ItemScores} layer in a model: I features in, a score for each of V items out; in training, for a few of
 * them if the loss samples. It comes last. Immutable.
 */
public record ItemScoresLayer(int inputSize, int count) implements LayerSpec {
    public ItemScoresLayer {
        Arguments.requirePositive("items inputSize", inputSize);
        Arguments.requirePositive("items count", count);
    }

    @Override
    public String kind() {
        return "items";
    }

    @Override
    public int inputFeatures() {
        return inputSize;
    }

    @Override
    public int outputFeatures() {
        return count;
    }

    @Override
    public void requirePlace(List<LayerSpec> layers, int k) {
        if (k + 1 < layers.size()) {
            throw new IllegalArgumentException("layer " + (k + 1) + " ("
                    + layers.get(k + 1).kind() + "): expected none after the scores of items");
        }
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        ItemScores.declare(layout, name, inputSize, count);
    }

    @Override
    public ItemScores create(String name, Parameters parameters) {
        return new ItemScores(name, inputSize, count, parameters);
    }
}
