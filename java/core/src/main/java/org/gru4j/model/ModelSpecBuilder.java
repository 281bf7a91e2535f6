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
 * Builds a {@link ModelSpec} from its first layer to its last: each reads what the one before emits, so that no size is
 * given twice. Not thread-safe.
 */
public final class ModelSpecBuilder {
    private final List<LayerSpec> layers = new ArrayList<>();
    private int features;
    /** Of the last recurrent layer; null if there is none. */
    private @Nullable Recurrence recurrence;

    ModelSpecBuilder(int features) {
        Arguments.requirePositive("features", features);
        this.features = features;
    }

    ModelSpecBuilder(LayerSpec first) {
        layer(first);
    }

    /** H GRUs that read forward, in one layer. */
    public ModelSpecBuilder gru(int hiddenSize) {
        return gru(hiddenSize, own -> own);
    }

    /**
     * GRUs.
     *
     * @param options sets what is not as in {@link GruSpec#of}: {@code g -> g.numLayers(2).bidirectional()}
     */
    public ModelSpecBuilder gru(int hiddenSize, UnaryOperator<GruSpec.Builder> options) {
        return layer(LayerSpec.gru(
                options.apply(GruSpec.builder(features, hiddenSize)).build()));
    }

    /** H LSTM cells that read forward, in one layer. */
    public ModelSpecBuilder lstm(int hiddenSize) {
        return lstm(hiddenSize, own -> own);
    }

    /**
     * LSTM cells.
     *
     * @param options sets what is not as in {@link RnnSpec#lstm}
     */
    public ModelSpecBuilder lstm(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.LSTM, features, hiddenSize))
                .build()));
    }

    /** H tanh units that read forward, in one layer. */
    public ModelSpecBuilder tanh(int hiddenSize) {
        return tanh(hiddenSize, own -> own);
    }

    /**
     * Tanh units.
     *
     * @param options sets what is not as in {@link RnnSpec#tanh}
     */
    public ModelSpecBuilder tanh(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.TANH, features, hiddenSize))
                .build()));
    }

    /** O features from all that there are. */
    public ModelSpecBuilder dense(int outputSize) {
        return layer(LayerSpec.dense(features, outputSize));
    }

    /** @param rate the probability of a zero, in [0, 1) */
    public ModelSpecBuilder dropout(double rate) {
        return layer(LayerSpec.dropout(features, rate));
    }

    /** The mean over the valid steps of each sequence. */
    public ModelSpecBuilder pooling() {
        return layer(LayerSpec.pooling(features));
    }

    /**
     * What the recurrent layer below has read each sequence to.
     *
     * @throws IllegalStateException if there is no recurrent layer below
     */
    public ModelSpecBuilder finalStates() {
        if (recurrence == null) {
            throw new IllegalStateException("final states: expected a recurrent layer below but got none");
        }
        return layer(LayerSpec.finalStates(features, recurrence.direction()));
    }

    /** A score for each of {@code count} items; comes last. */
    public ModelSpecBuilder itemScores(int count) {
        return layer(LayerSpec.itemScores(features, count));
    }

    /**
     * Any layer.
     *
     * @param factory makes it of the number of features that it reads
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

    /** @throws IllegalArgumentException if the layers do not fit each other, see {@link ModelSpec} */
    public ModelSpec build() {
        return new ModelSpec(layers);
    }
}
