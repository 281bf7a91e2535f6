package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.RecurrentLayer;
import org.gru4j.interop.onnx.read.States.Kind;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a node GRU, LSTM or RNN. Its inputs are X, W, R, B, sequence_lens, initial_h and, for LSTMs, initial_c and P.
 */
final class RecurrentImport {
    private final ImportBudget reading;

    RecurrentImport(ImportBudget reading) {
        this.reading = reading;
    }

    /**
     * Reads a node.
     *
     * @return Y, Y_h and, for LSTMs, Y_c
     * @throws org.gru4j.interop.onnx.format.OnnxFault if gru4j can't compute it
     */
    List<Value> read(OnnxNode node, CellLayout cell) {
        node.requireInputs(cell == CellLayout.LSTM ? 8 : 6);
        if (node.has(7)) {
            throw node.fault("input P: peepholes are not supported");
        }
        List<Direction> directions = directions(node);
        requirePlain(node, cell, directions.size());
        boolean batchFirst = batchFirst(node);
        ResetGate resetGate = resetGate(node, cell);
        Activation x = sequence(node, batchFirst);
        Weights w = node.weights(1, 3);
        Weights r = node.weights(2, 3);
        int hidden = r.dim(2);
        int inputs = w.dim(2);
        requireShapes(node, cell, directions.size(), hidden, inputs, x);
        boolean lengths = hasLengths(node, x.dims().get(batchFirst ? 1 : 0));
        for (int k = 5; k < 5 + cell.states(); k++) {
            requireInitialState(node, k, directions.size(), hidden, batchFirst);
        }
        List<LayerOutput.Run> runs = new ArrayList<>();
        for (int d = 0; d < directions.size(); d++) {
            RecurrentLayer layer = new RecurrentLayer(cell, inputs, hidden, directions.get(d), resetGate, node.has(3));
            runs.add(run(node, layer, w, r, d, lengths));
        }
        return outputs(cell, x, new LayerOutput.Recurrent(x.signal(), node.label(), runs), batchFirst);
    }

    private static List<Direction> directions(OnnxNode node) {
        String direction = node.text("direction", "forward");
        return switch (direction) {
            case "forward" -> List.of(Direction.FORWARD);
            case "reverse" -> List.of(Direction.REVERSE);
            case "bidirectional" -> List.of(Direction.FORWARD, Direction.REVERSE);
            default ->
                throw node.fault("attribute 'direction': expected forward, reverse or bidirectional but got '"
                        + direction + "'");
        };
    }

    private static void requirePlain(OnnxNode node, CellLayout cell, int directions) {
        for (String name : List.of("clip", "activation_alpha", "activation_beta")) {
            if (node.hasAttribute(name)) {
                throw node.fault("attribute '" + name + "' is not supported");
            }
        }
        List<String> usual = switch (cell) {
            case GRU -> List.of("Sigmoid", "Tanh");
            case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
            case RNN -> List.of("Tanh");
        };
        List<String> expected = Collections.nCopies(directions, usual).stream()
                .flatMap(List::stream)
                .toList();
        List<String> activations = node.texts("activations");
        if (activations != null && !String.join(",", expected).equalsIgnoreCase(String.join(",", activations))) {
            throw node.fault("attribute 'activations': expected " + expected + " but got " + activations);
        }
        if (cell == CellLayout.LSTM && node.integer("input_forget", 0) != 0) {
            throw node.fault("attribute 'input_forget': expected 0 but got " + node.integer("input_forget", 0));
        }
    }

    private static boolean batchFirst(OnnxNode node) {
        long layout = node.integer("layout", 0);
        if (layout != 0 && layout != 1) {
            throw node.fault("attribute 'layout': expected 0 or 1 but got " + layout);
        }
        return layout == 1;
    }

    private @Nullable ResetGate resetGate(OnnxNode node, CellLayout cell) {
        if (cell != CellLayout.GRU) {
            return null;
        }
        if (node.integer("linear_before_reset", 0) != 0) {
            return ResetGate.AFTER;
        }
        if (reading.isFromPyTorch()) { // pytorch/pytorch#189225
            reading.notices()
                    .add(node.label() + ": linear_before_reset is 0 in the file, so the reset gate acts before the"
                            + " product. nn.GRU resets after it: PyTorch's exporter has most likely left the"
                            + " attribute out, and the file is not the original model. Export the model again,"
                            + " with dynamo=False");
        }
        return ResetGate.BEFORE;
    }

    private Activation sequence(OnnxNode node, boolean batchFirst) {
        Activation x = node.activity(0);
        boolean fits = x.rank() == 3 && x.isFeatures(2);
        AxisFactor.Role steps = fits ? x.outer(batchFirst ? 1 : 0) : null;
        AxisFactor.Role rows = fits ? x.outer(batchFirst ? 0 : 1) : null;
        if (steps == null || rows == null || steps == rows) {
            throw node.fault("X: expected " + (batchFirst ? "[N,T,I]" : "[T,N,I]")
                    + " with the features of one layer in their order but got " + x.describe());
        }
        reading.time(steps);
        return x;
    }

    private static void requireShapes(
            OnnxNode node, CellLayout cell, int directions, int hidden, int inputs, Activation x) {
        long rows = (long) cell.gates() * hidden;
        requireDims(node, 2, "R: expected [D,G·H,H]", directions, rows, hidden);
        requireDims(node, 1, "W: expected [D,G·H,I]", directions, rows, inputs);
        if (!x.dims().get(2).is(inputs)) {
            throw node.fault("X: expected I = " + inputs + " features but got " + x.describe());
        }
        if (node.integer("hidden_size", hidden) != hidden) {
            throw node.fault("attribute 'hidden_size': expected H = " + hidden + " but got "
                    + node.integer("hidden_size", hidden));
        }
        if (node.has(3)) {
            requireDims(node, 3, "B: expected [D,2·G·H]", directions, 2 * rows);
        }
    }

    private static void requireDims(OnnxNode node, int k, String what, long... expected) {
        List<Dim> dims = node.input(k).dims();
        boolean same = dims.size() == expected.length;
        for (int j = 0; same && j < expected.length; j++) {
            same = expected[j] > 0 && dims.get(j).is(expected[j]);
        }
        if (!same) {
            throw node.fault(what + " = " + Arrays.toString(expected) + " but got " + dims);
        }
    }

    /** Returns whether the node reads lengths from an input. A constant T for every row counts as no lengths. */
    private boolean hasLengths(OnnxNode node, Dim steps) {
        Value lengths = node.optional(4);
        if (lengths == null
                || lengths instanceof ConstantFill filled && steps.equals(filled.integer())
                || lengths instanceof Sizes sizes && sizes.elements().stream().allMatch(steps::equals)) {
            return false;
        }
        if (reading.isLengths(lengths)) {
            return true;
        }
        throw node.fault("sequence_lens: expected an input [N] or T = " + steps + " for every row but got "
                + lengths.describe());
    }

    /** Checks that an initial state is zeros or comes from an input, and adds a notice for an input. */
    private void requireInitialState(OnnxNode node, int k, int directions, int hidden, boolean batchFirst) {
        Value state = node.optional(k);
        String what = k == 5 ? "initial_h" : "initial_c";
        if (state == null || Constants.isZero(state)) {
            return;
        }
        boolean fits = state instanceof Activation activity
                && state.rank() == 3
                && state.dims().get(batchFirst ? 1 : 0).is(directions)
                && state.dims().get(2).is(hidden)
                && (activity.signal() instanceof LayerOutput.InitialStates
                        || activity.signal() instanceof LayerOutput.Input input && !input.integers);
        if (!fits) {
            throw node.fault(what + ": expected zeros, or an input " + (batchFirst ? "[N,D,H]" : "[D,N,H]")
                    + " with D = "
                    + directions + " and H = " + hidden + ", but got " + state.describe());
        }
        reading.notices()
                .add(node.label() + ": " + what + " comes from an input; in gru4j the program carries this state");
    }

    private LayerOutput.Run run(OnnxNode node, RecurrentLayer layer, Weights w, Weights r, int d, boolean lengths) {
        int hidden = layer.hiddenSize();
        int rows = layer.cell().gates() * hidden;
        reading.charge((long) rows * layer.inputSize() + (long) rows * hidden + 2L * rows);
        float[] b = null;
        if (node.has(3)) {
            float[] both = Constants.numbers("B", node.input(3), Integer.MAX_VALUE);
            b = layer.cell().biasToOurs(both, d * 2 * rows, hidden, layer.biasRows());
        }
        return new LayerOutput.Run(
                layer,
                layer.cell().toOurs(w.values(), d * rows * layer.inputSize(), layer.inputSize(), hidden),
                layer.cell().toOurs(r.values(), d * rows * hidden, hidden, hidden),
                b,
                lengths);
    }

    private static List<Value> outputs(CellLayout cell, Activation x, LayerOutput.Recurrent layer, boolean batchFirst) {
        List<AxisFactor> directions = AxisFactor.directions(layer.runs.size());
        List<AxisFactor> units = AxisFactor.features(layer.hiddenSize());
        List<AxisFactor> outer = x.axes().get(0);
        List<AxisFactor> inner = x.axes().get(1);
        List<Value> outputs = new ArrayList<>();
        outputs.add(new Activation(
                layer,
                batchFirst ? List.of(outer, inner, directions, units) : List.of(outer, directions, inner, units)));
        for (int s = 0; s < cell.states(); s++) {
            outputs.add(new Activation(
                    States.of(layer, s == 0 ? Kind.FINAL : Kind.FINAL_CELL),
                    batchFirst ? List.of(outer, directions, units) : List.of(directions, inner, units)));
        }
        return outputs;
    }
}
