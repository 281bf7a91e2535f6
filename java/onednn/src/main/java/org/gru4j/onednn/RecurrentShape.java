package org.gru4j.onednn;

import org.gru4j.backend.GruDims;
import org.gru4j.backend.RnnDims;
import org.gru4j.tensor.Shape;

/**
 * What a native kernel is made for. Immutable.
 *
 * @param text the dims that it was made of, as messages and the tuning file show them
 */
record RecurrentShape(NativeCell cell, int steps, int batch, int inputSize, int hiddenSize, boolean reverse,
                      boolean training, String text) {
    static RecurrentShape of(GruDims dims) {
        return new RecurrentShape(NativeCell.of(dims.resetGate()), dims.steps(), dims.batch(), dims.inputSize(),
                dims.hiddenSize(), dims.reverse(), dims.training(), dims.toString());
    }

    static RecurrentShape of(RnnDims dims) {
        return new RecurrentShape(NativeCell.of(dims.cell()), dims.steps(), dims.batch(), dims.inputSize(),
                dims.hiddenSize(), dims.reverse(), dims.training(), dims.toString());
    }

    /**
     * Dims whose tensors could not exist must not reach native code, which counts in whole numbers of its own.
     *
     * @throws org.gru4j.tensor.ShapeException if they are such
     */
    void requireSizes() {
        // oneDNN's LSTM reads one input more than there are
        int inputs = cell == NativeCell.LSTM ? Math.addExact(inputSize, 1) : inputSize;
        Shape.of(steps, batch, inputs);
        Shape.of(steps, batch, hiddenSize);
        Shape.of(inputs, cell.gates, hiddenSize);
        Shape.of(hiddenSize, cell.gates, hiddenSize);
    }

    @Override
    public String toString() {
        return text;
    }
}
