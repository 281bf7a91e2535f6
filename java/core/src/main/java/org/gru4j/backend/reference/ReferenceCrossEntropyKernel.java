package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.portable.ThreadArrays;
import org.gru4j.tensor.Tensor;

/** Softmax cross-entropy row by row, in doubles. */
final class ReferenceCrossEntropyKernel extends CrossEntropyKernel {
    private final ThreadArrays scratch = new ThreadArrays(1, 1);

    ReferenceCrossEntropyKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected double computeLoss(Tensor logits, int[] targets, Tensor dLogits) {
        int classes = logits.dim(2);
        int rows = logits.dim(0) * logits.dim(1);
        float[] row = scratch.floats(0, classes);
        double[] exponentials = scratch.doubles(0, classes);
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
                sum += row(row, exponentials, classes, targets[m], 1.0 / scored);
            }
            if (dLogits != null) {
                dLogits.write(m * classes, row, 0, classes);
            }
        }
        return scored == 0 ? 0 : sum / scored;
    }

    /** One row's loss; its logits in {@code row} become their gradient times {@code weight}. */
    private static double row(float[] row, double[] exponentials, int classes, int target, double weight) {
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
            row[j] = (float) (weight * (exponentials[j] / sum - (j == target ? 1 : 0)));
        }
        return Math.log(sum) - targetLogit;
    }
}
