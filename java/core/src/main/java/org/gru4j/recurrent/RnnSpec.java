package org.gru4j.recurrent;

import java.util.Objects;

/**
 * Layers of LSTM cells or tanh units, described once: a stack, each layer one or two directions wide. H = hiddenSize;
 * it emits D·H features a step, D = 2 if bidirectional. The parameters of layer l and direction d are W [I,G,H], U [H,G,H]
 * and b [G,H]; G = 4 of LSTMs, gates in the order i, f, g, o, and 1 of tanh units.
 *
 * <p>Immutable.
 *
 * @param inputSize features of x that the first layer reads
 * @param hiddenSize H, the units of each layer and direction
 * @param numLayers L; layer l > 0 reads all D·H features of the layer below
 * @param bias whether there is a bias that is trained; without, it is zero
 */
public record RnnSpec(RnnCell cell, int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias) {
    public RnnSpec {
        Objects.requireNonNull(cell, "cell");
        SpecChecks.requirePositive("inputSize", inputSize);
        SpecChecks.requirePositive("hiddenSize", hiddenSize);
        Objects.requireNonNull(direction, "direction");
        SpecChecks.requireLayers(numLayers, direction.count() * cell.states());
    }

    /** One forward layer of LSTM cells with bias. */
    public static RnnSpec lstm(int inputSize, int hiddenSize) {
        return builder(RnnCell.LSTM, inputSize, hiddenSize).build();
    }

    /** One forward layer of tanh units with bias. */
    public static RnnSpec tanh(int inputSize, int hiddenSize) {
        return builder(RnnCell.TANH, inputSize, hiddenSize).build();
    }

    public static Builder builder(RnnCell cell, int inputSize, int hiddenSize) {
        return new Builder(cell, inputSize, hiddenSize);
    }

    /** D·H: the features that it emits at each step. */
    public int outputSize() {
        return direction.count() * hiddenSize;
    }

    /** The features that layer {@code l} reads: the user's input, or the layer below. */
    public int inputSizeOf(int l) {
        return l == 0 ? inputSize : outputSize();
    }

    /** L·D: how many kernels it takes, in the order l0 forward, l0 reverse, l1 forward, … */
    public int kernelCount() {
        return numLayers * direction.count();
    }

    /** L·D·S: how many states [N,H] it carries, in the order of the kernels; of LSTMs each kernel's h, then its c. */
    public int stateCount() {
        return kernelCount() * cell.states();
    }

    /** How many floats are trained. */
    public long parameterCount() {
        long count = 0;
        for (int l = 0; l < numLayers; l++) {
            count += direction.count() * (long) cell.gates() * hiddenSize
                    * ((long) inputSizeOf(l) + hiddenSize + (bias ? 1 : 0));
        }
        return count;
    }

    /** Starts with one forward layer with bias. */
    public static final class Builder {
        private final RnnCell cell;
        private final int inputSize;
        private final int hiddenSize;
        private int numLayers = 1;
        private Direction direction = Direction.FORWARD;
        private boolean bias = true;

        private Builder(RnnCell cell, int inputSize, int hiddenSize) {
            this.cell = cell;
            this.inputSize = inputSize;
            this.hiddenSize = hiddenSize;
        }

        public Builder numLayers(int value) {
            numLayers = value;
            return this;
        }

        public Builder direction(Direction value) {
            direction = value;
            return this;
        }

        /** {@link Direction#BIDIRECTIONAL}. */
        public Builder bidirectional() {
            return direction(Direction.BIDIRECTIONAL);
        }

        public Builder bias(boolean value) {
            bias = value;
            return this;
        }

        public RnnSpec build() {
            return new RnnSpec(cell, inputSize, hiddenSize, numLayers, direction, bias);
        }
    }
}
