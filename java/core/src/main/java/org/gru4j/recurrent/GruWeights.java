package org.gru4j.recurrent;

import org.gru4j.tensor.Tensor;

/**
 * The parameters of one layer and direction, or the gradients of them in the same layout. Views: somebody else owns them.
 *
 * <p>Immutable. Its tensors are not.
 *
 * @param w W [I,3,H], gates u, r, o
 * @param u U [H,3,H]
 * @param b [3,H] (BEFORE) or [4,H] (AFTER: bu, br, bo, bu'); null if there is no bias
 */
public record GruWeights(Tensor w, Tensor u, Tensor b) {
    /**
     * @param what names them in errors, for example {@code weights} or {@code gradients}
     * @throws org.gru4j.tensor.ShapeException if they are not those of {@code inputSize}, {@code hiddenSize}
     */
    public void requireShapes(String what, int inputSize, int hiddenSize, ResetGate resetGate) {
        int biasRows = resetGate.biasRows();
        // the names are put together only when they are needed: this runs in every pass
        if (!w.shape().is(inputSize, 3, hiddenSize)) {
            w.requireShape(what + " W [I,3,H]", inputSize, 3, hiddenSize);
        }
        if (!u.shape().is(hiddenSize, 3, hiddenSize)) {
            u.requireShape(what + " U [H,3,H]", hiddenSize, 3, hiddenSize);
        }
        if (b != null && !b.shape().is(biasRows, hiddenSize)) {
            b.requireShape(what + " b [" + biasRows + ",H]", biasRows, hiddenSize);
        }
    }

    /** Changes whenever one of the three does; see {@link Tensor#version()}. */
    public long version() {
        return Math.max(Math.max(w.version(), u.version()), b == null ? 0 : b.version());
    }
}
