package org.gru4j.layer;

import java.util.List;
import java.util.Optional;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RnnSpec;

/**
 * The spec of a layer, without its parameters, so that it can be saved in a checkpoint. It defines what the layer reads
 * and emits, which parameters it has, and how it is created. Immutable.
 */
public interface LayerSpec extends NodeSpec {
    /** Returns an {@link Embedding}: token ids in, E features out. */
    static EmbeddingLayer embedding(int vocabularySize, int size) {
        return new EmbeddingLayer(vocabularySize, size);
    }

    /** Returns GRUs with the layers and directions of {@code spec}. */
    static GruLayer gru(GruSpec spec) {
        return new GruLayer(spec);
    }

    /** Returns one forward layer of GRUs with bias and {@link org.gru4j.recurrent.ResetGate#AFTER}. */
    static GruLayer gru(int inputSize, int hiddenSize) {
        return new GruLayer(GruSpec.of(inputSize, hiddenSize));
    }

    /** Returns LSTM cells or tanh units with the layers and directions of {@code spec}. */
    static RnnLayer rnn(RnnSpec spec) {
        return new RnnLayer(spec);
    }

    /** Returns one forward layer of LSTM cells with bias. */
    static RnnLayer lstm(int inputSize, int hiddenSize) {
        return new RnnLayer(RnnSpec.lstm(inputSize, hiddenSize));
    }

    /** Returns one forward layer of tanh units with bias. */
    static RnnLayer tanh(int inputSize, int hiddenSize) {
        return new RnnLayer(RnnSpec.tanh(inputSize, hiddenSize));
    }

    /** Returns the layer of a spec: a {@link GruLayer} or an {@link RnnLayer}. */
    static RecurrentLayerSpec of(RecurrentSpec spec) {
        return spec instanceof GruSpec gru ? gru(gru) : rnn((RnnSpec) spec);
    }

    /** Returns a {@link Dense} layer: I features in, O out. */
    static DenseLayer dense(int inputSize, int outputSize) {
        return new DenseLayer(inputSize, outputSize);
    }

    /**
     * Returns {@link Dropout}; it emits as many features as it reads.
     *
     * @param rate the probability of a zero, in [0, 1)
     */
    static DropoutLayer dropout(int size, double rate) {
        return new DropoutLayer(size, rate);
    }

    /** Returns {@link Pooling}: the mean over the valid steps of a sequence. */
    static PoolingLayer pooling(int size) {
        return new PoolingLayer(size);
    }

    /**
     * Returns {@link FinalStates} of the recurrent layer before it.
     *
     * @param size the number of features of that layer, of both directions together
     * @param direction of that layer
     */
    static FinalStatesLayer finalStates(int size, Direction direction) {
        return new FinalStatesLayer(size, direction);
    }

    /** Returns {@link FinalStates} of a recurrent layer with this spec before it. */
    static FinalStatesLayer finalStates(RecurrentSpec below) {
        return new FinalStatesLayer(below.outputSize(), below.direction());
    }

    /** Returns {@link ItemScores}: I features in, a score for each of V items out. */
    static ItemScoresLayer itemScores(int inputSize, int count) {
        return new ItemScoresLayer(inputSize, count);
    }

    /**
     * Returns I, the number of features that it reads at each step; 0 if it reads token ids, in which case it must come
     * first.
     */
    int inputFeatures();

    /** Returns O, the number of features that it emits at each step. */
    int outputFeatures();

    /** Returns what it carries from step to step; empty if it is not recurrent. */
    default Optional<Recurrence> recurrence() {
        return Optional.empty();
    }

    /**
     * Returns the number of steps that it emits for a sequence of {@code steps} steps: the same, unless it skips or
     * merges steps. Not called for a layer that {@linkplain #emitsOneStep emits one step}.
     */
    default int outputSteps(int steps) {
        return steps;
    }

    /**
     * Returns whether its output at a step depends on other steps. Such a layer can't follow one that emits a single
     * step.
     */
    default boolean readsSequences() {
        return emitsOneStep() || recurrence().isPresent();
    }

    @Override
    default boolean runsStepByStep() {
        return recurrence().map(own -> own.direction() == Direction.FORWARD).orElse(!readsSequences());
    }

    /** Returns whether it acts only in training, like dropout. In inference it then emits its input unchanged. */
    default boolean actsInTrainingOnly() {
        return false;
    }

    /**
     * Checks the neighbouring layers, beyond their numbers of features.
     *
     * @param layers all layers of the model
     * @param k the index of this layer
     * @throws IllegalArgumentException if it can't be used at this place
     */
    default void requirePlace(List<LayerSpec> layers, int k) {}

    /**
     * Creates the layer.
     *
     * @param name as for {@link #declare}
     * @param parameters of the whole model, including those that this layer declared
     * @return a {@link TokenLayer} if it reads token ids, a {@link Recurrent} if it is recurrent
     */
    Layer create(String name, Parameters parameters);
}
