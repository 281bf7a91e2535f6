package org.gru4j.loss;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Base of losses of target values, computed row by row in doubles. */
abstract class ValueLoss implements Loss {
    /** The outputs of a row, then their gradients. Grows to the widest row seen. */
    private double[] row = new double[0];

    /** Number of outputs for each target value. They are next to each other. */
    int outputsPerValue() {
        return 1;
    }

    @Override
    public final boolean overwritesGradient() {
        return true;
    }

    @Override
    public final double compute(Tensor output, Batch batch, @Nullable Tensor dOutput) {
        int width = batch.targetSize() * outputsPerValue();
        if (!batch.hasValues()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": expected target values but got "
                    + (batch.hasClasses() ? "classes" : "a batch without targets"));
        }
        requireShape("output [S,N,O]", output, batch, width);
        if (dOutput != null) {
            requireShape("dOutput [S,N,O]", dOutput, batch, width);
        }
        if (row.length < width) {
            row = new double[width];
        }
        int count = count(batch);
        double sum = 0;
        for (int t = 0, at = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, at++) {
                if (batch.isScored(t, n)) {
                    output.read(at * width, row, 0, width);
                    sum += row(row, batch.targetValues(), at * batch.targetSize(), batch.targetSize(), 1.0 / count);
                    if (dOutput != null) {
                        dOutput.write(at * width, row, 0, width);
                    }
                } else if (dOutput != null) {
                    dOutput.zero(at * width, width);
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static void requireShape(String what, Tensor tensor, Batch batch, int width) {
        tensor.requireRank(what, 3);
        tensor.requireShape(what, batch.targetSteps(), batch.size(), width);
    }

    /**
     * Returns the sum of a row's terms.
     *
     * @param outputs in: the outputs of the row; out: the gradient of {@code weight} times the sum, 0 for missing
     *     targets
     * @param targets NaN where a target is missing
     * @param from index of the row's first target
     * @param size K, the number of target values of the row
     * @param weight factor of the gradient
     */
    abstract double row(double[] outputs, float[] targets, int from, int size, double weight);
}
