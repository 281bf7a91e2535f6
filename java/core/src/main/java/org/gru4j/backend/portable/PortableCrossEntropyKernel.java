package org.gru4j.backend.portable;

import org.gru4j.backend.Backend;

/** Softmax cross-entropy in floats; the sums over classes and rows are doubles. */
final class PortableCrossEntropyKernel extends RowCrossEntropyKernel {
    private final ThreadArrays scratch = new ThreadArrays(1, 0);

    PortableCrossEntropyKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected double computeRow(float[] row, int classes, int target, double weight) {
        float[] exponentials = scratch.floats(0, classes);
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            max = Math.max(max, row[j]);
        }
        double targetLogit = (double) row[target] - max;
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            exponentials[j] = (float) Math.exp(row[j] - max);
            sum += exponentials[j];
        }
        for (int j = 0; j < classes; j++) {
            row[j] = (float) (weight * (exponentials[j] / sum - (j == target ? 1 : 0)));
        }
        return Math.log(sum) - targetLogit;
    }
}
