package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** The spec of an {@link Embedding}: token ids in, E features out. Immutable. */
public record EmbeddingLayer(int vocabularySize, int size) implements LayerSpec {
    public EmbeddingLayer {
        Arguments.requirePositive("embedding vocabularySize", vocabularySize);
        Arguments.requirePositive("embedding size", size);
    }

    @Override
    public String kind() {
        return "embedding";
    }

    @Override
    public int inputFeatures() {
        return 0;
    }

    @Override
    public int outputFeatures() {
        return size;
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        Embedding.declare(layout, name, vocabularySize, size);
    }

    @Override
    public Embedding create(String name, Parameters parameters) {
        return new Embedding(name, vocabularySize, size, parameters);
    }
}
