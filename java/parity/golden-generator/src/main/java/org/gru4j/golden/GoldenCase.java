package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The description of a golden case of a GRU. Its name contains the whole description, and is the seed of its inputs.
 *
 * @param lengths the valid steps of each of the N sequences; empty if all have T
 * @param hasInitialState whether the file contains h0; otherwise it is zero
 */
record GoldenCase(
        ResetGate resetGate,
        int steps,
        int sequences,
        int inputSize,
        int hiddenSize,
        int layers,
        Direction direction,
        boolean bias,
        List<Integer> lengths,
        boolean hasInitialState,
        Precision precision) {

    GoldenCase {
        lengths = List.copyOf(lengths);
        if (!lengths.isEmpty() && lengths.size() != sequences)
            throw new IllegalArgumentException("expected " + sequences + " lengths but got " + lengths);
        for (int length : lengths) {
            if (length < 0 || length > steps)
                throw new IllegalArgumentException("lengths must be in 0.." + steps + " but are " + lengths);
        }
    }

    static Builder builder(ResetGate resetGate, int steps, int sequences, int inputSize, int hiddenSize) {
        return new Builder(resetGate, steps, sequences, inputSize, hiddenSize);
    }

    GoldenCase with(ResetGate other) {
        return new GoldenCase(
                other,
                steps,
                sequences,
                inputSize,
                hiddenSize,
                layers,
                direction,
                bias,
                lengths,
                hasInitialState,
                precision);
    }

    String name() {
        return "gru_" + resetGate.name().toLowerCase(Locale.ROOT)
                + "_T" + steps + "_N" + sequences + "_I" + inputSize + "_H" + hiddenSize + "_L" + layers
                + direction.fileNamePart()
                + (bias ? "" : "_nobias")
                + (lengths.isEmpty() ? "" : "_lengths")
                + (hasInitialState ? "" : "_noh0")
                + "_" + precision.fileNamePart();
    }

    int lengthOf(int sequence) {
        return lengths.isEmpty() ? steps : lengths.get(sequence);
    }

    /** Returns L·D, the number of rows of h0 and h_n, which are ordered by layer. */
    int states() {
        return layers * direction.count();
    }

    /** Returns the features D·H of the output. */
    int outputSize() {
        return direction.count() * hiddenSize;
    }

    /** Returns the shapes of all parameters by PyTorch's names, in PyTorch's order. */
    Map<String, long[]> parameterShapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            int fanIn = layer == 0 ? inputSize : outputSize();
            for (String suffix : direction.suffixes()) {
                shapes.put("weight_ih_l" + layer + suffix, new long[] {3L * hiddenSize, fanIn});
                shapes.put("weight_hh_l" + layer + suffix, new long[] {3L * hiddenSize, hiddenSize});
                if (bias) {
                    shapes.put("bias_ih_l" + layer + suffix, new long[] {3L * hiddenSize});
                    shapes.put("bias_hh_l" + layer + suffix, new long[] {3L * hiddenSize});
                }
            }
        }
        return shapes;
    }

    /** Builds a case. The defaults are one forward layer with bias and h0, full lengths, and float64. */
    static final class Builder {
        private final ResetGate resetGate;
        private final int steps;
        private final int sequences;
        private final int inputSize;
        private final int hiddenSize;
        private int layers = 1;
        private Direction direction = Direction.FORWARD;
        private boolean bias = true;
        private List<Integer> lengths = List.of();
        private boolean initialState = true;
        private Precision precision = Precision.FLOAT64;

        private Builder(ResetGate resetGate, int steps, int sequences, int inputSize, int hiddenSize) {
            this.resetGate = resetGate;
            this.steps = steps;
            this.sequences = sequences;
            this.inputSize = inputSize;
            this.hiddenSize = hiddenSize;
        }

        Builder layers(int count) {
            layers = count;
            return this;
        }

        Builder direction(Direction value) {
            direction = value;
            return this;
        }

        Builder withoutBias() {
            bias = false;
            return this;
        }

        Builder lengths(Integer... values) {
            lengths = List.of(values);
            return this;
        }

        Builder withoutInitialState() {
            initialState = false;
            return this;
        }

        Builder precision(Precision value) {
            precision = value;
            return this;
        }

        GoldenCase build() {
            return new GoldenCase(
                    resetGate,
                    steps,
                    sequences,
                    inputSize,
                    hiddenSize,
                    layers,
                    direction,
                    bias,
                    lengths,
                    initialState,
                    precision);
        }
    }
}
