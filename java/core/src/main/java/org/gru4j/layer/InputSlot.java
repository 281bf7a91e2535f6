package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a layer whose backward needs its forward's input and nothing else:
 * {@code pass.slot(this, InputSlot::new)}. Not thread-safe, as its pass.
 */
public final class InputSlot implements Pass.Slot {
    /** Null if there is none that backward has not taken. */
    private @Nullable Tensor x;

    /**
     * Keeps the input of a forward in training.
     *
     * @throws IllegalStateException if another input is there that backward has not taken
     */
    public void save(String layer, Tensor input) {
        if (x != null) {
            throw Pass.secondForward(layer);
        }
        x = input;
    }

    /**
     * The input of this step's forward, once.
     *
     * @throws IllegalStateException if there was no forward, or its input was taken already
     */
    public Tensor take(String layer) {
        if (x == null) {
            throw new IllegalStateException(
                    layer + ": backward without a forward before it in this step, or a second one");
        }
        Tensor saved = x;
        x = null;
        return saved;
    }

    @Override
    public void end() {
        x = null;
    }

    @Override
    public void close() {
        end();
    }
}
