package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.gru4j.argument.Arguments;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Recurrence;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.jspecify.annotations.Nullable;

/**
 * Builds a chain, from its first layer to its last. Each layer reads the output of the layer before it, so every size
 * is given only once. Not thread-safe.
 */
public final class ModelSpecBuilder {
    private final List<LayerSpec> layers = new ArrayList<>();
    private int features;
    /** The states of the last recurrent layer; null if there is none. */
    private @Nullable Recurrence recurrence;

    ModelSpecBuilder(int features) {
        Arguments.requirePositive("features", features);
        this.features = features;
    }

    ModelSpecBuilder(LayerSpec first) {
        layer(first);
    }

    /** Adds one forward layer of GRUs. */
    public ModelSpecBuilder gru(int hiddenSize) {
        return gru(hiddenSize, own -> own);
    }

    /**
     * Adds GRUs.
     *
     * @param options changes the defaults of {@link GruSpec#of}: {@code g -> g.numLayers(2).bidirectional()}
     */
    public ModelSpecBuilder gru(int hiddenSize, UnaryOperator<GruSpec.Builder> options) {
        return layer(LayerSpec.gru(
                options.apply(GruSpec.builder(features, hiddenSize)).build()));
    }

    /** Adds one forward layer of LSTM cells. */
    public ModelSpecBuilder lstm(int hiddenSize) {
        return lstm(hiddenSize, own -> own);
    }

    /**
     * Adds LSTM cells.
     *
     * @param options changes the defaults of {@link RnnSpec#lstm}
     */
    public ModelSpecBuilder lstm(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.LSTM, features, hiddenSize))
                .build()));
    }

    /** Adds one forward layer of tanh units. */
    public ModelSpecBuilder tanh(int hiddenSize) {
        return tanh(hiddenSize, own -> own);
    }

    /**
     * Adds tanh units.
     *
     * @param options changes the defaults of {@link RnnSpec#tanh}
     */
    public ModelSpecBuilder tanh(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.TANH, features, hiddenSize))
                .build()));
    }

    /** Adds a dense layer with {@code outputSize} features. */
    public ModelSpecBuilder dense(int outputSize) {
        return layer(LayerSpec.dense(features, outputSize));
    }

    /**
     * Adds dropout.
     *
     * @param rate the probability of a zero, in [0, 1)
     */
    public ModelSpecBuilder dropout(double rate) {
        return layer(LayerSpec.dropout(features, rate));
    }

    /** Adds the mean over the valid steps of each sequence. */
    public ModelSpecBuilder pooling() {
        return layer(LayerSpec.pooling(features));
    }

    /**
     * Adds the final outputs of the recurrent layer before it; see {@link Node#finalStates}.
     *
     * @throws IllegalStateException if there is no recurrent layer before it
     */
    public ModelSpecBuilder finalStates() {
        if (recurrence == null) {
            throw new IllegalStateException("final states: expected a recurrent layer below but got none");
        }
        return layer(LayerSpec.finalStates(features, recurrence.direction()));
    }

    /** Adds a score for each of {@code count} items; must come last. */
    public ModelSpecBuilder itemScores(int count) {
        return layer(LayerSpec.itemScores(features, count));
    }

    /**
     * Adds any layer.
     *
     * @param factory creates the layer from the number of features that it reads
     */
    public ModelSpecBuilder layer(IntFunction<? extends LayerSpec> factory) {
        return layer(factory.apply(features));
    }

    private ModelSpecBuilder layer(LayerSpec next) {
        layers.add(next);
        features = next.outputFeatures();
        recurrence = next.recurrence().orElse(recurrence);
        return this;
    }

    /** @throws IllegalArgumentException if the layers do not fit each other; see {@link ModelSpec} */
    public ModelSpec build() {
        return new ModelSpec(layers);
    }
}
