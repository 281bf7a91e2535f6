package org.gru4j.backend;

import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;

/**
 * Looks up rows of a table W [V,E] by M ids, and adds the rows' gradients to the gradient of the table. Keeps no state
 * between calls; thread-safe.
 */
public abstract class EmbeddingKernel {
    /** Id of a step that has none: it is past the end of its sequence. */
    public static final int NO_ID = -1;

    private final Backend backend;

    protected EmbeddingKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes y_m = W[id_m]; zeros where there is no id.
     *
     * @param w [V,E]
     * @param ids [T,N] row-major, each 0 to V−1 or {@link #NO_ID}; the array may be longer
     * @param y [T,N,E] out, with M = T·N rows
     * @throws IllegalArgumentException if an id is out of range; the message names its step and row
     */
    public final void forward(Tensor w, int[] ids, Tensor y) {
        requireCommon(w, "w [V,E]", ids, y, "y [T,N,E]");
        y.requireWritable();
        int held = TensorHolds.hold(w, y, null, null, null, null);
        try {
            computeForward(w, ids, y);
            y.written();
        } finally {
            TensorHolds.release(held, w, y, null, null, null, null);
        }
    }

    /**
     * Computes dW[id_m] += dy_m, always in the order of m, for any number of threads. Rows of dy without an id are not
     * read.
     *
     * @param ids [T,N], as in forward
     * @param dy [T,N,E]
     * @param dw [V,E] accumulated
     * @throws IllegalArgumentException if an id is out of range; the message names its step and row
     */
    public final void backward(int[] ids, Tensor dy, Tensor dw) {
        requireCommon(dw, "dw [V,E]", ids, dy, "dy [T,N,E]");
        dw.requireWritable();
        int held = TensorHolds.hold(dy, dw, null, null, null, null);
        try {
            computeBackward(ids, dy, dw);
            dw.written();
        } finally {
            TensorHolds.release(held, dy, dw, null, null, null, null);
        }
    }

    private void requireCommon(Tensor w, String wName, int[] ids, Tensor y, String yName) {
        w.requireRank(wName, 2);
        y.requireRank(yName, 3);
        y.requireShape(yName, y.dim(0), y.dim(1), w.dim(1));
        w.requireAllocator(wName, backend);
        y.requireAllocator(yName, backend);
        int rows = y.dim(0) * y.dim(1);
        if (ids.length < rows) {
            throw new ShapeException("ids [T,N]: expected " + rows + " ids but got " + ids.length);
        }
        for (int m = 0; m < rows; m++) {
            if (ids[m] < NO_ID || ids[m] >= w.dim(0)) {
                throw new IllegalArgumentException("ids[t=" + m / y.dim(1) + ", n=" + m % y.dim(1) + "]: expected 0 to "
                        + (w.dim(0) - 1) + ", or " + NO_ID + " for none, but got " + ids[m]);
            }
        }
    }

    /** Implements {@link #forward}; all arguments are checked. */
    protected abstract void computeForward(Tensor w, int[] ids, Tensor y);

    /** Implements {@link #backward}; all arguments are checked. */
    protected abstract void computeBackward(int[] ids, Tensor dy, Tensor dw);
}
