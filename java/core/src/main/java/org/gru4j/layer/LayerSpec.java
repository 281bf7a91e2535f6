package org.gru4j.layer;

import java.util.List;
import java.util.Optional;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RnnSpec;

/**
 * A layer, described apart from its parameters, so that it can be written into a checkpoint. It answers for itself:
 * what it reads and emits, which parameters it has, and how it is created. Immutable.
 */
public interface LayerSpec extends NodeSpec {
    /** Token ids in, E features out. */
    static EmbeddingLayer embedding(int vocabularySize, int size) {
        return new EmbeddingLayer(vocabularySize, size);
    }

    /** GRUs, stacked as the description says. */
    static GruLayer gru(GruSpec spec) {
        return new GruLayer(spec);
    }

    /** One forward layer of GRUs with bias and {@link org.gru4j.recurrent.ResetGate#AFTER}. */
    static GruLayer gru(int inputSize, int hiddenSize) {
        return new GruLayer(GruSpec.of(inputSize, hiddenSize));
    }

    /** LSTM cells or tanh units, stacked as the description says. */
    static RnnLayer rnn(RnnSpec spec) {
        return new RnnLayer(spec);
    }

    /** One forward layer of LSTM cells with bias. */
    static RnnLayer lstm(int inputSize, int hiddenSize) {
        return new RnnLayer(RnnSpec.lstm(inputSize, hiddenSize));
    }

    /** One forward layer of tanh units with bias. */
    static RnnLayer tanh(int inputSize, int hiddenSize) {
        return new RnnLayer(RnnSpec.tanh(inputSize, hiddenSize));
    }

    /** Whichever of the two the description is of. */
    static RecurrentLayerSpec of(RecurrentSpec spec) {
        return spec instanceof GruSpec gru ? gru(gru) : rnn((RnnSpec) spec);
    }

    /** {@link Dense}: I features in, O out. */
    static DenseLayer dense(int inputSize, int outputSize) {
        return new DenseLayer(inputSize, outputSize);
    }

    /**
     * {@link Dropout}: as many features out as in.
     *
     * @param rate the probability of a zero, in [0, 1)
     */
    static DropoutLayer dropout(int size, double rate) {
        return new DropoutLayer(size, rate);
    }

    /** {@link Pooling}: the mean over the valid steps of a sequence. */
    static PoolingLayer pooling(int size) {
        return new PoolingLayer(size);
    }

    /**
     * {@link FinalStates} of the recurrent layer below.
     *
     * @param size the features of that layer, of both directions
     * @param direction that of the recurrent layer
     */
    static FinalStatesLayer finalStates(int size, Direction direction) {
        return new FinalStatesLayer(size, direction);
    }

    /** {@link FinalStates} of such a layer below. */
    static FinalStatesLayer finalStates(RecurrentSpec below) {
        return new FinalStatesLayer(below.outputSize(), below.direction());
    }

    /** {@link ItemScores}: I features in, a score for each of V items out. */
    static ItemScoresLayer itemScores(int inputSize, int count) {
        return new ItemScoresLayer(inputSize, count);
    }

    /** I: the features that it reads at each step; 0 if it reads token ids, so that it can only come first. */
    int inputFeatures();

    /** O: the features that it emits at each step. */
    int outputFeatures();

    /** What it carries from step to step; empty if it is not recurrent. */
    default Optional<Recurrence> recurrence() {
        return Optional.empty();
    }

    /**
     * How many steps it emits for a sequence of so many: the same, unless it skips or merges steps. Not asked of a layer
     * that {@linkplain #emitsOneStep emits one step}.
     */
    default int outputSteps(int steps) {
        return steps;
    }

    /** Whether its output at a step depends on other steps; such a layer can't follow one that emits a single step. */
    default boolean readsSequences() {
        return emitsOneStep() || recurrence().isPresent();
    }

    @Override
    default boolean runsStepByStep() {
        return recurrence().map(own -> own.direction() == Direction.FORWARD).orElse(!readsSequences());
    }

    /** Whether it acts in training alone, as dropout does, and otherwise emits what it reads. */
    default boolean actsInTrainingOnly() {
        return false;
    }

    /**
     * Checks the layers around it, beyond the numbers of features.
     *
     * @param layers all layers of the model
     * @param k which of them this is
     * @throws IllegalArgumentException if it can't stand there
     */
    default void requirePlace(List<LayerSpec> layers, int k) {}

    /**
     * Creates the layer.
     *
     * @param name as for {@link #declare}
     * @param parameters of the whole model, those that this layer declared among them
     * @return a {@link TokenLayer} if it reads token ids, a {@link Recurrent} if it is recurrent
     */
    Layer create(String name, Parameters parameters);
}
