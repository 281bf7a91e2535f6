package org.gru4j.backend;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;

/**
 * Multiplies by a dropout mask, which is drawn while it is applied and never stored. Results depend neither on the
 * number of threads nor on the backend. Keeps no state between calls; thread-safe.
 */
public abstract class DropoutKernel {
    /** Range of {@link org.gru4j.random.CounterRandom#bits53}: 53 random bits. */
    private static final double RANDOM_RANGE = 0x1p53;
    /** Stands for a batch with exactly the rows of x. */
    private static final int WHOLE = -1;

    private final Backend backend;

    protected DropoutKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes y_k = 0 with probability p, else x_k ÷ (1−p). Element k becomes 0 if
     * {@link org.gru4j.random.CounterRandom#uniform(long, long)} of the key and k is below p. The operation is linear
     * in x, so the same call also turns the gradient of y into the gradient of x.
     *
     * @param x [T,N,I]; k counts its elements row-major
     * @param key key of the random numbers
     * @param rate p, in [0, 1)
     * @param y [T,N,I] out; must not be x
     * @throws IllegalArgumentException if the rate is out of range
     */
    public final void apply(Tensor x, long key, double rate, Tensor y) {
        apply(x, 0, WHOLE, key, rate, y);
    }

    /**
     * Does the same for some rows of a batch, with the mask that these rows have in the whole batch: element (t,n,i)
     * has the number k = (t·R + r + n)·I + i.
     *
     * @param x [T,N,I]
     * @param firstRow r, the row of the batch that is the first row of x
     * @param batchRows R, the number of rows of the batch; at least r+N
     * @param key key of the random numbers
     * @param rate p, in [0, 1)
     * @param y [T,N,I] out; must not be x
     * @throws IllegalArgumentException if the rate is out of range, or the batch does not have these rows
     */
    public final void apply(Tensor x, int firstRow, int batchRows, long key, double rate, Tensor y) {
        Arguments.requireFraction("dropout rate", rate);
        x.requireRank("x [T,N,I]", 3);
        int rows = batchRows == WHOLE ? x.dim(1) : batchRows;
        if (firstRow < 0 || firstRow > rows - x.dim(1)) {
            throw new IllegalArgumentException("rows of x: expected " + x.dim(1) + " rows of a batch of " + rows
                    + " but they would begin at row " + firstRow);
        }
        y.requireShape("y [T,N,I]", x.dim(0), x.dim(1), x.dim(2));
        x.requireAllocator("x [T,N,I]", backend);
        y.requireAllocator("y [T,N,I]", backend);
        y.requireWritable();
        // exact: number ÷ 2⁵³ < p if and only if number < ⌈p·2⁵³⌉
        int held = TensorHolds.hold(x, y, null, null, null, null);
        try {
            compute(
                    x,
                    (long) firstRow * x.dim(2),
                    (long) rows * x.dim(2),
                    key,
                    (long) Math.ceil(rate * RANDOM_RANGE),
                    (float) (1 / (1 - rate)),
                    y);
            y.written();
        } finally {
            TensorHolds.release(held, x, y, null, null, null, null);
        }
    }

    /**
     * Implements {@link #apply}; all arguments are checked. Element j of the N·I elements of step t has the number
     * t·stride + first + j.
     *
     * @param stride at least N·I. Equal to N·I for a whole batch, whose {@code first} is 0
     * @param threshold elements whose 53-bit number is below it become 0
     * @param kept factor of all other elements
     */
    protected abstract void compute(Tensor x, long first, long stride, long key, long threshold, float kept, Tensor y);
}
