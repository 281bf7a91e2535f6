package org.gru4j.layer;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Shape;

/**
 * The spec of {@link AttentionPooling}. Immutable.
 *
 * @param attentionSize A, the number of features in which steps are compared
 */
public record AttentionPoolingLayer(int size, int attentionSize) implements LayerSpec {
    public AttentionPoolingLayer {
        Arguments.requirePositive("attention pooling size", size);
        Arguments.requirePositive("attention pooling attentionSize", attentionSize);
    }

    @Override
    public String kind() {
        return "attentionpool";
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
    public boolean emitsOneStep() {
        return true;
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        Projection.declare(layout, name, size, attentionSize);
        layout.add(name + ".v", Shape.of(attentionSize), Parameters.Initializer.uniform(1 / Math.sqrt(attentionSize)));
    }

    @Override
    public AttentionPooling create(String name, Parameters parameters) {
        return new AttentionPooling(name, this, parameters);
    }
}
