package org.gru4j.data;

import org.gru4j.tensor.ShapeException;

/**
 * One step's worth of sequences of tokens, time-major: the inputs, and at each step the target that a model shall predict.
 *
 * <p>A data set may hand out one batch again and again with new contents; it is valid until the next is asked for.
 */
public final class Batch {
    /** The target of a step that is not scored. */
    public static final int IGNORE = -1;

    private final int steps;
    private final int size;
    private final int[] ids;
    private final int[] targets;
    private int[] lengths;
    private boolean continued;

    /**
     * @param steps T
     * @param size N
     */
    public Batch(int steps, int size) {
        if (steps <= 0 || size <= 0) {
            throw new ShapeException("batch [T,N]: both must be positive, got [" + steps + ", " + size + "]");
        }
        this.steps = steps;
        this.size = size;
        ids = new int[Math.multiplyExact(steps, size)];
        targets = new int[ids.length];
    }

    /** T. */
    public int steps() {
        return steps;
    }

    /** N. */
    public int size() {
        return size;
    }

    /** Token ids [T,N] row-major; the batch's own array, for filling. */
    public int[] ids() {
        return ids;
    }

    /** Target ids [T,N] row-major, {@link #IGNORE} where a step is not scored; the batch's own array, for filling. */
    public int[] targets() {
        return targets;
    }

    /** Valid steps of each row [N]; null if all rows are full. */
    public int[] lengths() {
        return lengths;
    }

    /** Whether each row goes on where the same row of the batch before ended, so that the state is carried over. */
    public boolean continued() {
        return continued;
    }

    public Batch lengths(int[] newLengths) {
        lengths = newLengths;
        return this;
    }

    public Batch continued(boolean value) {
        continued = value;
        return this;
    }

    /** Whether step t of row n is scored: within the row's length, and with a target. */
    public boolean isScored(int t, int n) {
        return targets[t * size + n] != IGNORE && (lengths == null || t < lengths[n]);
    }

    /** How many steps are scored. */
    public int scoredSteps() {
        int count = 0;
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < size; n++) {
                if (isScored(t, n)) {
                    count++;
                }
            }
        }
        return count;
    }
}
