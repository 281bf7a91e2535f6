package org.gru4j.recurrent;

import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * Definition of a GRU: a stack of layers, each with one or two directions. With H = hiddenSize, it emits D·H features
 * at each step, where D = 2 if it is bidirectional, else 1. The parameters of layer l and direction d are W [I,3,H], U
 * [H,3,H] and b [3,H] or [4,H] ({@link ResetGate}), with gates in the order u, r, o.
 *
 * <p>Immutable.
 *
 * @param inputSize I, features of x that the first layer reads
 * @param hiddenSize H, units of each layer and direction
 * @param numLayers L, layers of the stack; layer l > 0 reads all D·H features of the layer below
 * @param direction the order in which each layer reads its sequences
 * @param resetGate where the reset gate acts
 * @param bias whether biases are trained; if not, they are zero
 * @param dropout in training, the probability that a feature which a layer l > 0 reads from the layer below is set to
 *     zero. Other features are scaled so that the expected value stays the same ({@link org.gru4j.layer.Dropout}). No
 *     effect in inference. Must be 0 if there is only one layer
 * @param recurrentDropout in training, the probability of a zero in the state's mask ({@link GruMasks}). Other values
 *     are scaled so that the expected value is 1. No effect in inference
 * @param zoneout in training, the probability that a unit keeps its state at a step. In inference every unit moves by
 *     the fraction 1 − zoneout of its update
 */
public record GruSpec(
        int inputSize,
        int hiddenSize,
        int numLayers,
        Direction direction,
        ResetGate resetGate,
        boolean bias,
        double dropout,
        double recurrentDropout,
        double zoneout)
        implements RecurrentSpec {
    public GruSpec {
        Arguments.requirePositive("inputSize", inputSize);
        Arguments.requirePositive("hiddenSize", hiddenSize);
        Objects.requireNonNull(direction, "direction");
        SpecChecks.requireLayers(numLayers, direction.count());
        Objects.requireNonNull(resetGate, "resetGate");
        Arguments.requireFraction("dropout", dropout);
        if (dropout > 0 && numLayers == 1) {
            throw new IllegalArgumentException("dropout acts between the layers of a GRU, but there is one layer: "
                    + "expected 0 but got " + dropout + ". Use LayerSpec.dropout after the GRU, recurrentDropout"
                    + " inside of it, or more layers");
        }
        Arguments.requireFraction("recurrentDropout", recurrentDropout);
        Arguments.requireFraction("zoneout", zoneout);
    }

    /** Returns one forward layer with bias and {@link ResetGate#AFTER}, the variant of most other frameworks. */
    public static GruSpec of(int inputSize, int hiddenSize) {
        return builder(inputSize, hiddenSize).build();
    }

    /** Returns a builder that starts with the defaults of {@link #of}. */
    public static Builder builder(int inputSize, int hiddenSize) {
        return new Builder(inputSize, hiddenSize);
    }

    @Override
    public RecurrentCell cell() {
        return resetGate.cell();
    }

    /** Builds a {@link GruSpec}. Starts with the defaults of {@link GruSpec#of}. */
    public static final class Builder extends RecurrentSpecBuilder<Builder> {
        private ResetGate resetGate = ResetGate.AFTER;
        private double dropout;
        private double recurrentDropout;
        private double zoneout;

        private Builder(int inputSize, int hiddenSize) {
            super(inputSize, hiddenSize);
        }

        @Override
        Builder self() {
            return this;
        }

        /** Sets where the reset gate acts. */
        public Builder resetGate(ResetGate value) {
            resetGate = value;
            return this;
        }

        /** Sets the dropout between the layers; see {@link GruSpec}. */
        public Builder dropout(double value) {
            dropout = value;
            return this;
        }

        /** Sets the dropout inside the recurrence; see {@link GruSpec}. */
        public Builder recurrentDropout(double value) {
            recurrentDropout = value;
            return this;
        }

        /** Sets the zoneout; see {@link GruSpec}. */
        public Builder zoneout(double value) {
            zoneout = value;
            return this;
        }

        public GruSpec build() {
            return new GruSpec(
                    inputSize, hiddenSize, numLayers, direction, resetGate, bias, dropout, recurrentDropout, zoneout);
        }
    }
}
