package org.gru4j.layer;

import org.gru4j.tensor.Tensor;

/** The slot of a layer whose backward needs the input and the output of its forward. Not thread-safe, like its pass. */
final class InputOutputSlot implements Pass.Slot {
    private final InputSlot input = new InputSlot();
    private final InputSlot output = new InputSlot();

    /** Keeps both of a forward in training; see {@link InputSlot#save}. */
    void save(String layer, Tensor x, Tensor y) {
        input.save(layer, x);
        output.save(layer, y);
    }

    /** See {@link InputSlot#take}. */
    Tensor takeInput(String layer) {
        return input.take(layer);
    }

    /** See {@link InputSlot#take}. */
    Tensor takeOutput(String layer) {
        return output.take(layer);
    }

    @Override
    public void end() {
        input.end();
        output.end();
    }

    @Override
    public void close() {
        end();
    }
}
