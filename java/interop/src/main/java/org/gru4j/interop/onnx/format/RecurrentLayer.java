package org.gru4j.interop.onnx.format;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.jspecify.annotations.Nullable;

/**
 * One recurrent layer as one of ONNX's operators: what a stack is made of.
 *
 * <p>Immutable.
 *
 * @param resetGate null but of GRUs
 */
public record RecurrentLayer(
        CellLayout cell,
        int inputSize,
        int hiddenSize,
        Direction direction,
        @Nullable ResetGate resetGate,
        boolean bias) {
    /** @throws IllegalArgumentException if a GRU has no reset gate, or another cell has one */
    public RecurrentLayer {
        if ((cell == CellLayout.GRU) != (resetGate != null)) {
            throw new IllegalArgumentException(
                    "reset gate: expected one of a GRU alone but got " + resetGate + " of " + cell);
        }
    }

    public static List<RecurrentLayer> of(GruSpec spec) {
        List<RecurrentLayer> layers = new ArrayList<>();
        for (int l = 0; l < spec.numLayers(); l++) {
            layers.add(new RecurrentLayer(
                    CellLayout.GRU,
                    spec.inputSizeOf(l),
                    spec.hiddenSize(),
                    spec.direction(),
                    spec.resetGate(),
                    spec.bias()));
        }
        return layers;
    }

    public static List<RecurrentLayer> of(RnnSpec spec) {
        CellLayout cell = spec.cell() == RecurrentCell.LSTM ? CellLayout.LSTM : CellLayout.RNN;
        List<RecurrentLayer> layers = new ArrayList<>();
        for (int l = 0; l < spec.numLayers(); l++) {
            layers.add(new RecurrentLayer(
                    cell, spec.inputSizeOf(l), spec.hiddenSize(), spec.direction(), null, spec.bias()));
        }
        return layers;
    }

    /** D·H. */
    public int outputSize() {
        return direction.count() * hiddenSize;
    }

    /** The rows of our b. */
    public int biasRows() {
        return resetGate == null ? cell.gates() : resetGate.biasRows();
    }

    /**
     * {@code NAME.lL.forward} or {@code .reverse}: what the parameters of layer {@code l} and its direction {@code d}
     * begin with.
     */
    public String prefix(String name, int l, int d) {
        return name + ".l" + l + (direction.isReverse(d) ? ".reverse" : ".forward");
    }
}
