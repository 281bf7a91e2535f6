package org.gru4j.backend.reference;

import org.gru4j.backend.Backend;
import org.gru4j.backend.portable.RowCrossEntropyKernel;
import org.gru4j.backend.portable.ThreadArrays;

/** Softmax cross-entropy in doubles. */
final class ReferenceCrossEntropyKernel extends RowCrossEntropyKernel {
    private final ThreadArrays scratch = new ThreadArrays(0, 1);

    ReferenceCrossEntropyKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected double computeRow(float[] row, int classes, int target, double weight) {
        double[] exponentials = scratch.doubles(0, classes);
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
