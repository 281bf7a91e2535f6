package org.gru4j.interop.onnx;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;

/**
 * One recurrent layer as one of ONNX's operators: what a stack is made of.
 *
 * @param resetGate null but of GRUs
 */
record RecurrentLayer(CellLayout cell, int inputSize, int hiddenSize, Direction direction, ResetGate resetGate,
        boolean bias) {
    static List<RecurrentLayer> of(GruSpec spec) {
        List<RecurrentLayer> layers = new ArrayList<>();
        for (int l = 0; l < spec.numLayers(); l++) {
            layers.add(new RecurrentLayer(CellLayout.GRU, spec.inputSizeOf(l), spec.hiddenSize(), spec.direction(),
                    spec.resetGate(), spec.bias()));
        }
        return layers;
    }

    static List<RecurrentLayer> of(RnnSpec spec) {
        CellLayout cell = spec.cell() == RecurrentCell.LSTM ? CellLayout.LSTM : CellLayout.RNN;
        List<RecurrentLayer> layers = new ArrayList<>();
        for (int l = 0; l < spec.numLayers(); l++) {
            layers.add(new RecurrentLayer(cell, spec.inputSizeOf(l), spec.hiddenSize(), spec.direction(), null,
                    spec.bias()));
        }
        return layers;
    }

    /** D·H. */
    int outputSize() {
        return direction.count() * hiddenSize;
    }

    /** The rows of our b. */
    int biasRows() {
        return resetGate == null ? cell.gates() : resetGate.biasRows();
    }

    /**
     * {@code NAME.lL.forward} or {@code .reverse}: what the parameters of layer {@code l} and its direction {@code d}
     * begin with.
     */
    String prefix(String name, int l, int d) {
        return name + ".l" + l + (direction.isReverse(d) ? ".reverse" : ".forward");
    }
}
