package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.tensor.Tensor;

/** Softmax cross-entropy row by row, in doubles. */
final class ReferenceCrossEntropyKernel extends CrossEntropyKernel {
    /** Arrays that grow to the most classes seen by a thread, so that a step allocates nothing. */
    private static final class Scratch {
        private float[] row = new float[0];
        private double[] exponentials = new double[0];

        void require(int classes) {
            if (row.length < classes) {
                row = new float[classes];
                exponentials = new double[classes];
            }
        }
    }

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    ReferenceCrossEntropyKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected double computeLoss(Tensor logits, int[] targets, Tensor dLogits) {
        int classes = logits.dim(2);
        int rows = logits.dim(0) * logits.dim(1);
        Scratch s = scratch.get();
        s.require(classes);
        int scored = 0;
        for (int m = 0; m < rows; m++) {
            scored += targets[m] == NO_TARGET ? 0 : 1;
        }
        double sum = 0;
        for (int m = 0; m < rows; m++) {
            if (targets[m] == NO_TARGET) {
                Arrays.fill(s.row, 0, classes, 0);
            } else {
                logits.read(m * classes, s.row, 0, classes);
                sum += row(s, classes, targets[m], 1.0 / scored);
            }
            if (dLogits != null) {
                dLogits.write(m * classes, s.row, 0, classes);
            }
        }
        return scored == 0 ? 0 : sum / scored;
    }

    /** One row's loss; its logits in {@code s.row} become their gradient times {@code weight}. */
    private static double row(Scratch s, int classes, int target, double weight) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            max = Math.max(max, s.row[j]);
        }
        double targetLogit = s.row[target] - max;
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            s.exponentials[j] = Math.exp(s.row[j] - max);
            sum += s.exponentials[j];
        }
        for (int j = 0; j < classes; j++) {
            s.row[j] = (float) (weight * (s.exponentials[j] / sum - (j == target ? 1 : 0)));
        }
        return Math.log(sum) - targetLogit;
    }
}
