package org.gru4j.backend.portable;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Softmax cross-entropy row by row, in one thread; what is left to implement is a row. Thread-safe if that is. */
public abstract class RowCrossEntropyKernel extends CrossEntropyKernel {
    private final ThreadArrays scratch = new ThreadArrays(1, 0);

    protected RowCrossEntropyKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected final double computeLoss(Tensor logits, int[] targets, @Nullable Tensor dLogits) {
        int classes = logits.dim(2);
        int rows = logits.dim(0) * logits.dim(1);
        float[] row = scratch.floats(0, classes);
        int scored = 0;
        for (int m = 0; m < rows; m++) {
            scored += targets[m] == NO_TARGET ? 0 : 1;
        }
        double sum = 0;
        for (int m = 0; m < rows; m++) {
            if (targets[m] == NO_TARGET) {
                Arrays.fill(row, 0, classes, 0);
            } else {
                logits.read(m * classes, row, 0, classes);
                sum += computeRow(row, classes, targets[m], 1.0 / scored);
            }
            if (dLogits != null) {
                dLogits.write(m * classes, row, 0, classes);
            }
        }
        return scored == 0 ? 0 : sum / scored;
    }

    /**
     * The loss of one row.
     *
     * @param row its {@code classes} logits, replaced by their gradient times {@code weight}; the array may be longer
     */
    protected abstract double computeRow(float[] row, int classes, int target, double weight);
}
