package org.gru4j.backend;

import java.util.Objects;
import org.gru4j.tensor.Tensor;

/**
 * Sums and products of tensors of the same shape, element by element, copies of columns, and activation functions with
 * their gradients. Keeps no state between calls; thread-safe.
 */
public abstract class ElementwiseKernel {
    private final Backend backend;

    protected ElementwiseKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes y += x.
     *
     * @param x [T,N,I]
     * @param y [T,N,I] updated
     */
    public final void add(Tensor x, Tensor y) {
        requireLike("x [T,N,I]", x, y);
        y.requireWritable();
        int held = TensorHolds.hold(x, y, null, null, null, null);
        try {
            computeAdd(x, y);
            y.written();
        } finally {
            TensorHolds.release(held, x, y, null, null, null, null);
        }
    }

    /**
     * Computes y ← factor·y.
     *
     * @param factor finite
     * @param y [T,N,I] updated
     */
    public final void scale(double factor, Tensor y) {
        if (!Double.isFinite(factor)) {
            throw new IllegalArgumentException("factor: expected a finite number but got " + factor);
        }
        requireLike("y [T,N,I]", y, y);
        y.requireWritable();
        int held = TensorHolds.hold(y, null, null, null, null, null);
        try {
            computeScale(factor, y);
            y.written();
        } finally {
            TensorHolds.release(held, y, null, null, null, null, null);
        }
    }

    /**
     * Computes y = a⊙b.
     *
     * @param a [T,N,I]
     * @param b [T,N,I]
     * @param y [T,N,I] out; may be a or b
     */
    public final void multiply(Tensor a, Tensor b, Tensor y) {
        requireLike("a [T,N,I]", a, y);
        requireLike("b [T,N,I]", b, y);
        y.requireWritable();
        int held = TensorHolds.hold(a, b, y, null, null, null);
        try {
            computeMultiply(a, b, y);
            y.written();
        } finally {
            TensorHolds.release(held, a, b, y, null, null, null);
        }
    }

    /**
     * Copies columns: y[t,n,to+i] = x[t,n,from+i] for i from 0 to count − 1.
     *
     * @param x [T,N,·]
     * @param from the first column of x
     * @param y [T,N,·] updated; not x
     * @param to the first column of y
     * @param count how many columns
     * @throws IndexOutOfBoundsException if x or y has no such columns
     */
    public final void copyColumns(Tensor x, int from, Tensor y, int to, int count) {
        y.requireRank("y [T,N,I]", 3);
        x.requireRank("x [T,N,I]", 3);
        x.requireShape("x [T,N,I]", y.dim(0), y.dim(1), x.dim(2));
        x.requireAllocator("x [T,N,I]", backend);
        y.requireAllocator("y [T,N,I]", backend);
        Objects.checkFromIndexSize(from, count, x.dim(2));
        Objects.checkFromIndexSize(to, count, y.dim(2));
        y.requireWritable();
        int held = TensorHolds.hold(x, y, null, null, null, null);
        try {
            computeCopyColumns(x, from, y, to, count);
            y.written();
        } finally {
            TensorHolds.release(held, x, y, null, null, null, null);
        }
    }

    /**
     * Computes y = f(x).
     *
     * @param f the activation function
     * @param x [T,N,I]
     * @param y [T,N,I] out
     */
    public final void activate(Activation f, Tensor x, Tensor y) {
        requireLike("x [T,N,I]", x, y);
        y.requireWritable();
        int held = TensorHolds.hold(x, y, null, null, null, null);
        try {
            computeActivate(f, x, y);
            y.written();
        } finally {
            TensorHolds.release(held, x, y, null, null, null, null);
        }
    }

    /**
     * Computes dx = dy⊙f'(x); for softmax dx = y⊙(dy − Σ y⊙dy).
     *
     * @param f the activation function
     * @param x [T,N,I], as in {@link #activate}
     * @param y [T,N,I], the result of {@link #activate}
     * @param dy [T,N,I]
     * @param dx [T,N,I] out
     */
    public final void activateBackward(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        requireLike("x [T,N,I]", x, dx);
        requireLike("y [T,N,I]", y, dx);
        requireLike("dy [T,N,I]", dy, dx);
        dx.requireWritable();
        int held = TensorHolds.hold(x, y, dy, dx, null, null);
        try {
            computeActivateBackward(f, x, y, dy, dx);
            dx.written();
        } finally {
            TensorHolds.release(held, x, y, dy, dx, null, null);
        }
    }

    private void requireLike(String what, Tensor tensor, Tensor like) {
        like.requireRank("y [T,N,I]", 3);
        tensor.requireRank(what, 3);
        tensor.requireShape(what, like.dim(0), like.dim(1), like.dim(2));
        tensor.requireAllocator(what, backend);
        like.requireAllocator("y [T,N,I]", backend);
    }

    /** Implements {@link #add}; all arguments are checked. */
    protected abstract void computeAdd(Tensor x, Tensor y);

    /** Implements {@link #scale}; all arguments are checked. */
    protected abstract void computeScale(double factor, Tensor y);

    /** Implements {@link #multiply}; all arguments are checked. */
    protected abstract void computeMultiply(Tensor a, Tensor b, Tensor y);

    /** Implements {@link #copyColumns}, by default row by row; all arguments are checked. */
    protected void computeCopyColumns(Tensor x, int from, Tensor y, int to, int count) {
        for (int row = 0, rows = x.dim(0) * x.dim(1); row < rows; row++) {
            y.write(row * y.dim(2) + to, x, row * x.dim(2) + from, count);
        }
    }

    /** Implements {@link #activate}; all arguments are checked. */
    protected abstract void computeActivate(Activation f, Tensor x, Tensor y);

    /** Implements {@link #activateBackward}; all arguments are checked. */
    protected abstract void computeActivateBackward(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx);
}
