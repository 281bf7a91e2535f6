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
 * One layer of a recurrent stack, which is one operator in ONNX.
 *
 * <p>Immutable.
 *
 * @param cell the operator
 * @param inputSize I
 * @param hiddenSize H
 * @param direction the directions
 * @param resetGate the kind of GRU; null for other cells
 * @param bias whether it has a bias
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
                    "resetGate: expected one for GRU, and null for other cells, but got " + resetGate + " for " + cell);
        }
    }

    /** Returns the layers of a GRU, from first to last. */
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

    /** Returns the layers of an LSTM or of tanh units, from first to last. */
    public static List<RecurrentLayer> of(RnnSpec spec) {
        CellLayout cell = spec.cell() == RecurrentCell.LSTM ? CellLayout.LSTM : CellLayout.RNN;
        List<RecurrentLayer> layers = new ArrayList<>();
        for (int l = 0; l < spec.numLayers(); l++) {
            layers.add(new RecurrentLayer(
                    cell, spec.inputSizeOf(l), spec.hiddenSize(), spec.direction(), null, spec.bias()));
        }
        return layers;
    }

    /** Returns D·H, the features that the layer emits. */
    public int outputSize() {
        return direction.count() * hiddenSize;
    }

    /** Returns the number of rows of gru4j's b. */
    public int biasRows() {
        return resetGate == null ? cell.gates() : resetGate.biasRows();
    }

    /**
     * Returns the prefix of the parameters of layer {@code l} and direction {@code d}, such as {@code gru.l0.forward}
     * or {@code gru.l0.reverse}.
     */
    public String prefix(String name, int l, int d) {
        return name + ".l" + l + (direction.isReverse(d) ? ".reverse" : ".forward");
    }
}
