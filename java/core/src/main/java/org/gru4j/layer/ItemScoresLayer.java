package org.gru4j.layer;

import java.util.List;
import org.gru4j.argument.Arguments;

/**
 * The spec of an {@link ItemScores} layer: reads I features, and emits a score for each of V items. If the loss
 * samples, training computes only some of the scores. It must come last. Immutable.
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
                    + layers.get(k + 1).kind() + "): expected no layer after the item scores");
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
