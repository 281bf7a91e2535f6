package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a layer whose backward needs only the input of its forward: {@code pass.slot(this, InputSlot::new)}. Not
 * thread-safe, like its pass.
 */
public final class InputSlot implements Pass.Slot {
    /** The input that backward has not taken yet; null if there is none. */
    private @Nullable Tensor x;

    /**
     * Keeps the input of a forward in training.
     *
     * @throws IllegalStateException if an earlier input has not been taken by a backward yet
     */
    public void save(String layer, Tensor input) {
        if (x != null) {
            throw Pass.secondForward(layer);
        }
        x = input;
    }

    /**
     * Returns the input of this step's forward, only once.
     *
     * @throws IllegalStateException if there was no forward, or its input was already taken
     */
    public Tensor take(String layer) {
        if (x == null) {
            throw new IllegalStateException(
                    layer + ": backward needs a forward in the same step, and runs only once for each forward");
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
