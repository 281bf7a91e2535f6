package org.gru4j.recurrent;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of one layer and direction, or their gradients in the same layout. The tensors belong to somebody else.
 *
 * <p>Immutable. Its tensors are not.
 *
 * @param w W [I,G,H], with gates u, r, o for GRUs; i, f, g, o for LSTMs
 * @param u U [H,G,H]
 * @param b [B,H]: a row for each gate, and for GRUs with {@link ResetGate#AFTER} bu' as the last row; null if there is
 *     no bias
 */
public record RecurrentWeights(Tensor w, Tensor u, @Nullable Tensor b) {
    /**
     * Checks the shapes of the three tensors.
     *
     * @param what name of the parameters in errors, for example {@code weights} or {@code gradients}
     * @throws org.gru4j.tensor.ShapeException if a shape does not fit the cell and the sizes
     */
    public void requireShapes(String what, RecurrentCell cell, int inputSize, int hiddenSize) {
        int gates = cell.gates();
        // this runs in every pass: build the names only for an error
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

    /** Returns a number that changes whenever one of the three tensors changes; see {@link Tensor#version()}. */
    public long version() {
        return Math.max(Math.max(w.version(), u.version()), b == null ? 0 : b.version());
    }
}
