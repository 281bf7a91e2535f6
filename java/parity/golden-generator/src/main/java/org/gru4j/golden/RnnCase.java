package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The description of a golden case of LSTM cells or tanh units. Its name contains the whole description, and is the
 * seed of its inputs.
 *
 * @param lengths the valid steps of each of the N sequences; empty if all have T
 */
record RnnCase(
        Cell cell,
        int steps,
        int sequences,
        int inputSize,
        int hiddenSize,
        int layers,
        Direction direction,
        boolean bias,
        List<Integer> lengths) {
    /** The cells. PyTorch computes them with {@code torch::nn::LSTM} and {@code torch::nn::RNN}. */
    enum Cell {
        LSTM(4),
        TANH(1);

        private final int gates;

        Cell(int gates) {
            this.gates = gates;
        }
    }

    static List<RnnCase> all() {
        return List.of(
                new RnnCase(Cell.LSTM, 1, 1, 3, 7, 1, Direction.FORWARD, true, List.of()),
                new RnnCase(Cell.LSTM, 6, 3, 5, 7, 1, Direction.REVERSE, true, List.of()),
                new RnnCase(Cell.LSTM, 6, 4, 5, 7, 1, Direction.FORWARD, false, List.of(6, 0, 1, 3)),
                new RnnCase(Cell.LSTM, 6, 4, 5, 7, 1, Direction.REVERSE, true, List.of(2, 6, 1, 0)),
                new RnnCase(Cell.LSTM, 4, 3, 3, 7, 3, Direction.BIDIRECTIONAL, true, List.of(1, 4, 0)),
                new RnnCase(Cell.LSTM, 30, 2, 3, 7, 2, Direction.FORWARD, true, List.of()),
                new RnnCase(Cell.LSTM, 5, 3, 4, 33, 1, Direction.FORWARD, true, List.of(5, 2, 4)),
                new RnnCase(Cell.TANH, 6, 3, 5, 7, 1, Direction.REVERSE, true, List.of()),
                new RnnCase(Cell.TANH, 6, 4, 5, 7, 1, Direction.FORWARD, false, List.of(6, 0, 1, 3)),
                new RnnCase(Cell.TANH, 4, 3, 3, 7, 3, Direction.BIDIRECTIONAL, true, List.of(1, 4, 0)),
                new RnnCase(Cell.TANH, 30, 2, 3, 7, 2, Direction.FORWARD, true, List.of()),
                new RnnCase(Cell.TANH, 5, 3, 4, 33, 1, Direction.FORWARD, true, List.of(5, 2, 4)));
    }

    String name() {
        return cell.name().toLowerCase(Locale.ROOT)
                + "_T" + steps + "_N" + sequences + "_I" + inputSize + "_H" + hiddenSize + "_L" + layers
                + direction.fileNamePart() + (bias ? "" : "_nobias") + (lengths.isEmpty() ? "" : "_lengths") + "_f64";
    }

    int lengthOf(int sequence) {
        return lengths.isEmpty() ? steps : lengths.get(sequence);
    }

    /** Returns L·D, the number of rows of each of h0, c0, h_n and c_n, which are ordered by layer. */
    int states() {
        return layers * direction.count();
    }

    /** Returns the features D·H of the output. */
    int outputSize() {
        return direction.count() * hiddenSize;
    }

    /** Returns the shapes of all parameters by PyTorch's names, in PyTorch's order. */
    Map<String, long[]> parameterShapes() {
        long rows = (long) cell.gates * hiddenSize;
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            for (String suffix : direction.suffixes()) {
                shapes.put("weight_ih_l" + layer + suffix, new long[] {rows, layer == 0 ? inputSize : outputSize()});
                shapes.put("weight_hh_l" + layer + suffix, new long[] {rows, hiddenSize});
                if (bias) {
                    shapes.put("bias_ih_l" + layer + suffix, new long[] {rows});
                    shapes.put("bias_hh_l" + layer + suffix, new long[] {rows});
                }
            }
        }
        return shapes;
    }

    /** Draws a tensor of the case, seeded by its name, from the multiples of 2^-fractionBits in [-bound, bound]. */
    Values draw(String tensor, double bound, int fractionBits, long... shape) {
        return new UniformSource(name() + "/" + tensor).draw(bound, fractionBits, shape);
    }
}
