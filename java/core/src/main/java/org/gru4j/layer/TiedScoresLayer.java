package org.gru4j.layer;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Shape;

/**
 * The spec of scores of an embedding's V tokens, computed with the embedding's own weights: y = x·Wᵀ + b (Press and
 * Wolf, arXiv 1608.05859). Both train W [V,I]; b [V] belongs to this layer. Immutable.
 *
 * @param inputSize I, the number of features of the embedding
 * @param count V
 * @param embedding the name of the embedding's node
 */
public record TiedScoresLayer(int inputSize, int count, String embedding) implements LayerSpec {
    public TiedScoresLayer {
        Arguments.requirePositive("tied inputSize", inputSize);
        Arguments.requirePositive("tied count", count);
    }

    @Override
    public String kind() {
        return "tied";
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
    public void declare(Parameters.Layout layout, String name) {
        layout.addUndecayed(name + ".b", Shape.of(count), Parameters.Initializer.uniform(1 / Math.sqrt(inputSize)));
    }

    /** @throws IllegalArgumentException if there is no embedding of that name with V tokens and I features */
    @Override
    public ItemScores create(String name, Parameters parameters) {
        String weights = embedding + ".W";
        if (!parameters.names().contains(weights)
                || !parameters.value(weights).shape().equals(Shape.of(count, inputSize))) {
            throw new IllegalArgumentException(name + ": expected an embedding '" + embedding + "' of " + count
                    + " tokens and " + inputSize + " features, but the parameters are " + parameters.names());
        }
        return new ItemScores(name, weights, inputSize, count, parameters);
    }
}
