package org.gru4j.recurrent;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one layer and direction, or the gradients of them in the same layout. Views: somebody else owns
 * them.
 *
 * <p>Immutable. Its tensors are not.
 *
 * @param w W [I,G,H]; gates u, r, o of GRUs, i, f, g, o of LSTMs
 * @param u U [H,G,H]
 * @param b [B,H], a row for each gate, and of GRUs with {@link ResetGate#AFTER} bu' last; null if there is no bias
 */
public record RecurrentWeights(Tensor w, Tensor u, @Nullable Tensor b) {
    /**
     * Checks the shapes.
     *
     * @param what names them in errors, for example {@code weights} or {@code gradients}
     * @throws org.gru4j.tensor.ShapeException if they are not those of such a layer
     */
    public void requireShapes(String what, RecurrentCell cell, int inputSize, int hiddenSize) {
        int gates = cell.gates();
        // the names are put together only when they are needed: this runs in every pass
        if (!w.shape().is(inputSize, gates, hiddenSize)) {
            w.requireShape(what + " W [I," + gates + ",H]", inputSize, gates, hiddenSize);
        }
        if (!u.shape().is(hiddenSize, gates, hiddenSize)) {
            u.requireShape(what + " U [H," + gates + ",H]", hiddenSize, gates, hiddenSize);
        }
        if (b != null && !b.shape().is(cell.biasRows(), hiddenSize)) {
            b.requireShape(what + " b [" + cell.biasRows() + ",H]", cell.biasRows(), hiddenSize);
        }
    }

    /** Changes whenever one of the three does; see {@link Tensor#version()}. */
    public long version() {
        return Math.max(Math.max(w.version(), u.version()), b == null ? 0 : b.version());
    }
}
