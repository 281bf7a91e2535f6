package org.gru4j.recurrent;

import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * Layers of LSTM cells or tanh units, described once: a stack, each layer one or two directions wide. H = hiddenSize;
 * it emits D·H features a step, D = 2 if bidirectional. The parameters of layer l and direction d are W [I,G,H], U
 * [H,G,H] and b [G,H]; G = 4 of LSTMs, gates in the order i, f, g, o, and 1 of tanh units.
 *
 * <p>Immutable.
 *
 * @param cell LSTM or TANH
 * @param inputSize features of x that the first layer reads
 * @param hiddenSize H, the units of each layer and direction
 * @param numLayers L; layer l > 0 reads all D·H features of the layer below
 * @param bias whether there is a bias that is trained; without, it is zero
 */
public record RnnSpec(
        RecurrentCell cell, int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias)
        implements RecurrentSpec {
    public RnnSpec {
        Objects.requireNonNull(cell, "cell");
        if (cell.isGru()) {
            throw new IllegalArgumentException(
                    "cell: expected LSTM or TANH but got " + cell + ", which GruSpec describes");
        }
        Arguments.requirePositive("inputSize", inputSize);
        Arguments.requirePositive("hiddenSize", hiddenSize);
        Objects.requireNonNull(direction, "direction");
        SpecChecks.requireLayers(numLayers, direction.count() * cell.states());
    }

    /** One forward layer of LSTM cells with bias. */
    public static RnnSpec lstm(int inputSize, int hiddenSize) {
        return builder(RecurrentCell.LSTM, inputSize, hiddenSize).build();
    }

    /** One forward layer of tanh units with bias. */
    public static RnnSpec tanh(int inputSize, int hiddenSize) {
        return builder(RecurrentCell.TANH, inputSize, hiddenSize).build();
    }

    public static Builder builder(RecurrentCell cell, int inputSize, int hiddenSize) {
        return new Builder(cell, inputSize, hiddenSize);
    }

    /** Starts with one forward layer with bias. */
    public static final class Builder extends RecurrentSpecBuilder<Builder> {
        private final RecurrentCell cell;

        private Builder(RecurrentCell cell, int inputSize, int hiddenSize) {
            super(inputSize, hiddenSize);
            this.cell = cell;
        }

        @Override
        Builder self() {
            return this;
        }

        public RnnSpec build() {
            return new RnnSpec(cell, inputSize, hiddenSize, numLayers, direction, bias);
        }
    }
}
