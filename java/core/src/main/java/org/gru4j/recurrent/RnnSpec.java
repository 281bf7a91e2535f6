package org.gru4j.recurrent;

import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * Definition of layers of LSTM cells or tanh units: a stack, each layer with one or two directions. With H =
 * hiddenSize, it emits D·H features at each step, where D = 2 if it is bidirectional, else 1. The parameters of layer l
 * and direction d are W [I,G,H], U [H,G,H] and b [G,H]. LSTM cells have G = 4, with gates in the order i, f, g, o; tanh
 * units have G = 1.
 *
 * <p>Immutable.
 *
 * @param cell LSTM or TANH
 * @param inputSize I, features of x that the first layer reads
 * @param hiddenSize H, units of each layer and direction
 * @param numLayers L, layers of the stack; layer l > 0 reads all D·H features of the layer below
 * @param direction the order in which each layer reads its sequences
 * @param bias whether biases are trained; if not, they are zero
 */
public record RnnSpec(
        RecurrentCell cell, int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias)
        implements RecurrentSpec {
    public RnnSpec {
        Objects.requireNonNull(cell, "cell");
        if (cell.isGru()) {
            throw new IllegalArgumentException(
                    "cell: expected LSTM or TANH but got " + cell + "; use GruSpec for GRUs");
        }
        Arguments.requirePositive("inputSize", inputSize);
        Arguments.requirePositive("hiddenSize", hiddenSize);
        Objects.requireNonNull(direction, "direction");
        SpecChecks.requireLayers(numLayers, direction.count() * cell.states());
    }

    /** Returns one forward layer of LSTM cells with bias. */
    public static RnnSpec lstm(int inputSize, int hiddenSize) {
        return builder(RecurrentCell.LSTM, inputSize, hiddenSize).build();
    }

    /** Returns one forward layer of tanh units with bias. */
    public static RnnSpec tanh(int inputSize, int hiddenSize) {
        return builder(RecurrentCell.TANH, inputSize, hiddenSize).build();
    }

    /** Returns a builder that starts with one forward layer with bias. */
    public static Builder builder(RecurrentCell cell, int inputSize, int hiddenSize) {
        return new Builder(cell, inputSize, hiddenSize);
    }

    /** Builds an {@link RnnSpec}. Starts with one forward layer with bias. */
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
