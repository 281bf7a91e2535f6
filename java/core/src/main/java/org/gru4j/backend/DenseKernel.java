package org.gru4j.backend;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The products of a dense layer, y = x·W + b over M rows. Keeps no state between calls; thread-safe. */
public abstract class DenseKernel {
    private final Backend backend;

    protected DenseKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes y = x·W + b.
     *
     * @param x [T,N,I], with M = T·N rows
     * @param w [I,O]
     * @param b [O]; null for no bias
     * @param y [T,N,O] out
     */
    public final void forward(Tensor x, Tensor w, @Nullable Tensor b, Tensor y) {
        requireCommon(x, w, b, y, "y [T,N,O]");
        y.requireWritable();
        int held = TensorHolds.hold(x, y, w, b, null, null);
        try {
            computeForward(x, w, b, y);
            y.written();
        } finally {
            TensorHolds.release(held, x, y, w, b, null, null);
        }
    }

    /**
     * Computes the gradients: dW += xᵀ·dy, db += Σ dy over the rows, dx = dy·Wᵀ.
     *
     * @param x [T,N,I], as in forward
     * @param w [I,O], as in forward
     * @param dy [T,N,O]
     * @param dx [T,N,I] out; null if not needed
     * @param dw [I,O] accumulated
     * @param db [O] accumulated; null if there is no bias
     */
    public final void backward(Tensor x, Tensor w, Tensor dy, @Nullable Tensor dx, Tensor dw, @Nullable Tensor db) {
        requireCommon(x, w, db, dy, "dy [T,N,O]");
        dw.requireShape("dw [I,O]", w.dim(0), w.dim(1));
        dw.requireAllocator("dw [I,O]", backend);
        dw.requireWritable();
        if (db != null) {
            db.requireWritable();
        }
        if (dx != null) {
            dx.requireShape("dx [T,N,I]", x.dim(0), x.dim(1), x.dim(2));
            dx.requireAllocator("dx [T,N,I]", backend);
            dx.requireWritable();
        }
        int held = TensorHolds.hold(x, dy, dx, w, dw, db);
        try {
            computeBackward(x, w, dy, dx, dw, db);
            dw.written();
            if (db != null) {
                db.written();
            }
            if (dx != null) {
                dx.written();
            }
        } finally {
            TensorHolds.release(held, x, dy, dx, w, dw, db);
        }
    }

    private void requireCommon(Tensor x, Tensor w, @Nullable Tensor b, Tensor y, String yName) {
        w.requireRank("w [I,O]", 2);
        x.requireRank("x [T,N,I]", 3);
        x.requireShape("x [T,N,I]", x.dim(0), x.dim(1), w.dim(0));
        x.requireAllocator("x [T,N,I]", backend);
        w.requireAllocator("w [I,O]", backend);
        if (b != null) {
            b.requireShape("b [O]", w.dim(1));
            b.requireAllocator("b [O]", backend);
        }
        y.requireShape(yName, x.dim(0), x.dim(1), w.dim(1));
        y.requireAllocator(yName, backend);
    }

    /** Implements {@link #forward}; all arguments are checked. */
    protected abstract void computeForward(Tensor x, Tensor w, @Nullable Tensor b, Tensor y);

    /** Implements {@link #backward}; all arguments are checked. */
    protected abstract void computeBackward(
            Tensor x, Tensor w, Tensor dy, @Nullable Tensor dx, Tensor dw, @Nullable Tensor db);
}
