package org.gru4j.backend;

import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The softmax cross-entropy over M rows of V logits z, in nats, and its gradient (Bridle, Neurocomputing, NATO ASI
 * series F 68, 1990):
 * <pre>
 *   loss = log Σ_j exp(z_j) − z_k         d loss / d z_j = softmax(z)_j − [j = k]
 * </pre>
 * averaged over the rows that have a target k. The summation order does not depend on the number of threads. Keeps no
 * state between calls; thread-safe.
 */
public abstract class CrossEntropyKernel {
    /** Target of a row that has none, such as padding. */
    public static final int NO_TARGET = -1;

    private final Backend backend;

    protected CrossEntropyKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes the mean loss and, if wanted, its gradient.
     *
     * @param logits [T,N,V], with M = T·N rows. Read only, unless {@code dLogits} is the same tensor; rows without a
     *     target are not read. −∞ marks an impossible class
     * @param targets [T,N] row-major, each 0 to V−1 or {@link #NO_TARGET}; the array may be longer
     * @param dLogits [T,N,V] out: the gradient of the returned value, zero in rows without a target. May be
     *     {@code logits} itself, which it then overwrites; null if not wanted
     * @return the mean over the rows that have a target; 0 if there are none; NaN if one of these rows contains NaN or
     *     +∞
     * @throws IllegalArgumentException if a target is out of range; the message names its step and row
     */
    public final double compute(Tensor logits, int[] targets, @Nullable Tensor dLogits) {
        logits.requireRank("logits [T,N,V]", 3);
        logits.requireAllocator("logits [T,N,V]", backend);
        requireTargets(targets, logits.dim(0) * logits.dim(1), logits.dim(1), logits.dim(2));
        if (dLogits != null) {
            dLogits.requireShape("dLogits [T,N,V]", logits.dim(0), logits.dim(1), logits.dim(2));
            dLogits.requireAllocator("dLogits [T,N,V]", backend);
            dLogits.requireWritable();
        }
        int held = TensorHolds.hold(logits, dLogits, null, null, null, null);
        try {
            double loss = computeLoss(logits, targets, dLogits);
            if (dLogits != null) {
                dLogits.written();
            }
            return loss;
        } finally {
            TensorHolds.release(held, logits, dLogits, null, null, null, null);
        }
    }

    private static void requireTargets(int[] targets, int rows, int batch, int classes) {
        if (targets.length < rows) {
            throw new ShapeException("targets [T,N]: expected " + rows + " targets but got " + targets.length);
        }
        for (int m = 0; m < rows; m++) {
            if (targets[m] < NO_TARGET || targets[m] >= classes) {
                throw new IllegalArgumentException("targets[t=" + m / batch + ", n=" + m % batch + "]: expected 0 to "
                        + (classes - 1) + ", or " + NO_TARGET + " for none, but got " + targets[m]);
            }
        }
    }

    /** Implements {@link #compute}; all arguments are checked. */
    protected abstract double computeLoss(Tensor logits, int[] targets, @Nullable Tensor dLogits);
}
