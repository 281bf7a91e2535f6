package org.gru4j.recurrent;

import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * One GRU, described once: a stack of layers, each one or two directions wide. H = hiddenSize; it emits D·H features a
 * step, D = 2 if bidirectional. The parameters of layer l and direction d are W [I,3,H], U [H,3,H] and b [3,H] or [4,H]
 * ({@link ResetGate}), gates in the order u, r, o.
 *
 * <p>Immutable.
 *
 * @param inputSize features of x that the first layer reads
 * @param hiddenSize H, the units of each layer and direction
 * @param numLayers L; layer l > 0 reads all D·H features of the layer below
 * @param bias whether there is a bias that is trained; without, it is zero
 * @param dropout 0 of a single layer; in training, the probability of a zero in what a layer l > 0 reads of the layer
 *     below, whose other values are scaled to keep the expected value ({@link org.gru4j.layer.Dropout}); none in
 *     inference
 * @param recurrentDropout in training, the probability of a zero in the state's mask ({@link GruMasks}), whose other values
 *     are scaled to an expected value of 1; none in inference
 * @param zoneout in training, the probability that a unit keeps its state at a step; in inference all move by the expected
 *     part, 1 − zoneout
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

    /** One forward layer with bias and {@link ResetGate#AFTER}, the variant of most other frameworks. */
    public static GruSpec of(int inputSize, int hiddenSize) {
        return builder(inputSize, hiddenSize).build();
    }

    public static Builder builder(int inputSize, int hiddenSize) {
        return new Builder(inputSize, hiddenSize);
    }

    @Override
    public RecurrentCell cell() {
        return resetGate.cell();
    }

    /** Starts with {@link GruSpec#of}'s defaults. */
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

        public Builder resetGate(ResetGate value) {
            resetGate = value;
            return this;
        }

        public Builder dropout(double value) {
            dropout = value;
            return this;
        }

        public Builder recurrentDropout(double value) {
            recurrentDropout = value;
            return this;
        }

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
