package org.gru4j.layer;

import java.util.List;

/**
 * A model, described: an embedding of token ids, or none, and layers that each read what the one before emits.
 */
public record ModelSpec(List<LayerSpec> layers) {
    /** @throws IllegalArgumentException if there is no layer, or one does not fit the one before */
    public ModelSpec {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one layer");
        }
        for (int k = 1; k < layers.size(); k++) {
            int emitted = layers.get(k - 1).outputFeatures();
            int read = inputFeatures(layers.get(k), k);
            if (read != emitted) {
                throw new IllegalArgumentException("layer " + k + " (" + layers.get(k).kind() + ") reads " + read
                        + " features, but layer " + (k - 1) + " (" + layers.get(k - 1).kind() + ") emits " + emitted);
            }
        }
    }

    /** A model of these layers, the first reading the user's input. */
    public static ModelSpec of(LayerSpec... layers) {
        return new ModelSpec(List.of(layers));
    }

    private static int inputFeatures(LayerSpec layer, int k) {
        if (layer instanceof LayerSpec.OfGru gru) {
            return gru.spec().inputSize();
        }
        if (layer instanceof LayerSpec.OfRnn rnn) {
            return rnn.spec().inputSize();
        }
        if (layer instanceof LayerSpec.OfDense dense) {
            return dense.inputSize();
        }
        throw new IllegalArgumentException("layer " + k + ": an embedding reads token ids and can only come first");
    }

    /** The features that the last layer emits. */
    public int outputFeatures() {
        return layers.get(layers.size() - 1).outputFeatures();
    }
}
