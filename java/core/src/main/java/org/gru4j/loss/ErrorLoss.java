package org.gru4j.loss;

import org.gru4j.data.Batch;

/** Base of losses that are a function of e = output − target, averaged over the target values that are present. */
abstract class ErrorLoss extends ValueLoss {
    @Override
    public final int count(Batch batch) {
        return batch.scoredElements();
    }

    @Override
    final double row(double[] outputs, float[] targets, int from, int size, double weight) {
        int perValue = outputsPerValue();
        double sum = 0;
        for (int k = 0, at = 0; k < size; k++) {
            float target = targets[from + k];
            for (int q = 0; q < perValue; q++, at++) {
                if (Float.isNaN(target)) {
                    outputs[at] = 0;
                } else {
                    double error = outputs[at] - target;
                    sum += term(error, q);
                    outputs[at] = weight * slope(error, q);
                }
            }
        }
        return sum;
    }

    /**
     * The loss of one output.
     *
     * @param error e
     * @param q index of the output among those of its value
     */
    abstract double term(double error, int q);

    /** The derivative of {@link #term}. */
    abstract double slope(double error, int q);
}
