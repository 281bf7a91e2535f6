package org.gru4j.backend.portable;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes the softmax cross-entropy row by row, in doubles. */
final class PortableCrossEntropyKernel extends CrossEntropyKernel {
    private final ThreadArrays scratch = new ThreadArrays(0, 2);

    PortableCrossEntropyKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected double computeLoss(Tensor logits, int[] targets, @Nullable Tensor dLogits) {
        int classes = logits.dim(2);
        int rows = logits.dim(0) * logits.dim(1);
        double[] row = scratch.doubles(0, classes);
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

    /** Returns the loss of one row. Replaces its logits by their gradient times {@code weight}. */
    private double computeRow(double[] row, int classes, int target, double weight) {
        double[] exponentials = scratch.doubles(1, classes);
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            max = Math.max(max, row[j]);
        }
        double targetLogit = row[target] - max;
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            exponentials[j] = Math.exp(row[j] - max);
            sum += exponentials[j];
        }
        for (int j = 0; j < classes; j++) {
            row[j] = weight * (exponentials[j] / sum - (j == target ? 1 : 0));
        }
        return Math.log(sum) - targetLogit;
    }
}
