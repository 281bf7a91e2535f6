package org.gru4j.backend;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;

/**
 * The product with a mask that is drawn as it is used, and never stored. Results do not depend on the number of
 * threads, nor on the backend. Keeps nothing between calls; thread-safe.
 */
public abstract class DropoutKernel {
    /** Random numbers have so many bits. */
    private static final double RANDOM_RANGE = 0x1p53;
    /** The batch has the rows that x has. */
    private static final int WHOLE = -1;

    private final Backend backend;

    protected DropoutKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * y_k = 0 with probability p, else x_k ÷ (1−p): 0 where
     * {@link org.gru4j.random.CounterRandom#uniform(long, long)} of the key and k is below p. Since that is linear in
     * x, it is also what turns the gradient of y into that of x.
     *
     * @param x [T,N,I], k counting its elements row-major
     * @param key of the numbers
     * @param rate p in [0, 1)
     * @param y [T,N,I] out; not x
     * @throws IllegalArgumentException if the rate is out of range
     */
    public final void apply(Tensor x, long key, double rate, Tensor y) {
        apply(x, 0, WHOLE, key, rate, y);
    }

    /**
     * The same for some rows of a batch, with the mask that they have in the batch: element (t,n,i) has number
     * k = (t·R + r + n)·I + i.
     *
     * @param x [T,N,I]
     * @param firstRow r, which of the batch's rows is the first of x
     * @param batchRows R, rows of the batch, at least r+N
     * @param key as above, and so are the others
     * @throws IllegalArgumentException if the rate is out of range, or the batch does not have these rows
     */
    public final void apply(Tensor x, int firstRow, int batchRows, long key, double rate, Tensor y) {
        Arguments.requireFraction("dropout rate", rate);
        x.requireRank("x [T,N,I]", 3);
        int rows = batchRows == WHOLE ? x.dim(1) : batchRows;
        if (firstRow < 0 || firstRow > rows - x.dim(1)) {
            throw new IllegalArgumentException("rows of a batch: expected " + x.dim(1) + " of " + rows
                    + " but got those from " + firstRow + " on");
        }
        y.requireShape("y [T,N,I]", x.dim(0), x.dim(1), x.dim(2));
        x.requireAllocator("x [T,N,I]", backend);
        y.requireAllocator("y [T,N,I]", backend);
        y.requireWritable();
        // number ÷ 2⁵³ < p where number < ⌈p·2⁵³⌉, exactly
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
     * {@link #apply}, all arguments checked. Element j of the N·I of step t has number t·stride + first + j.
     *
     * @param stride at least N·I; N·I, and then first is 0, for a whole batch
     * @param threshold the 53-bit numbers below it make zeros
     * @param kept what the others' elements are multiplied with
     */
    protected abstract void compute(Tensor x, long first, long stride, long key, long threshold, float kept, Tensor y);
}
