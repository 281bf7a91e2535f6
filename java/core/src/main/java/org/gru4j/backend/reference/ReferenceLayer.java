package org.gru4j.backend.reference;

import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.RecurrentCell;
import org.jspecify.annotations.Nullable;

/** One recurrent layer of any cell, in one direction, in doubles. Arrays are row-major. */
interface ReferenceLayer {
    /** Creates the layer for a cell. */
    static ReferenceLayer of(RecurrentCell cell, int steps, int batch, int inputSize, int hiddenSize, boolean reverse) {
        return cell.isGru()
                ? new ReferenceGruLayer(cell, steps, batch, inputSize, hiddenSize, reverse)
                : new ReferenceRnnLayer(cell, steps, batch, inputSize, hiddenSize, reverse);
    }

    /**
     * Runs the layer. Arguments are not copied: the arrays must not change before {@link #backward} has run.
     *
     * @param w W [I,G,H]
     * @param u U [H,G,H]
     * @param b [B,H]; null for zeros
     * @param x [T,N,I]
     * @param s0 [S,N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @param stateMask m [N,H]; null for ones, and for cells without masks
     * @param updateMask z [T,N,H]; null for ones, and for cells without masks
     * @param y [T,N,H] out
     * @param sT [S,N,H] out
     */
    void forward(
            double[] w,
            double[] u,
            double @Nullable [] b,
            double[] x,
            double @Nullable [] s0,
            int @Nullable [] lengths,
            double @Nullable [] stateMask,
            double @Nullable [] updateMask,
            double[] y,
            double[] sT);

    /**
     * Undoes the last forward pass.
     *
     * @param lengths [N], as in forward
     * @param dy [T,N,H]; null for zeros
     * @param dsT [S,N,H]; null for zeros
     * @param dw [I,G,H] accumulated
     * @param du [H,G,H] accumulated
     * @param db [B,H] accumulated; null if b was null
     * @param dx [T,N,I] out
     * @param ds0 [S,N,H] out
     */
    void backward(
            int @Nullable [] lengths,
            double @Nullable [] dy,
            double @Nullable [] dsT,
            double[] dw,
            double[] du,
            double @Nullable [] db,
            double[] dx,
            double[] ds0);

    /**
     * Copies of the gates' activations in the last forward pass.
     *
     * @throws UnsupportedOperationException if the layer is not a GRU
     */
    default GruGates gates() {
        throw new UnsupportedOperationException("gates: expected a GRU");
    }
}
