package org.gru4j.loss;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;

/**
 * How far a model's output is from the targets, averaged over what is scored: padding, ignored classes and missing values
 * never count. What the mean is over is each loss's own: <em>steps</em> for likelihoods, those of several labels at a step
 * being summed; <em>values</em> for distances between real numbers. Not thread-safe.
 */
public interface Loss {
    /**
     * @param output [S,N,O], S being the targets' steps
     * @param batch its targets and lengths
     * @param dOutput [S,N,O] out: the gradient of the value returned, zero where nothing is scored; null if not wanted
     * @return the mean over what is scored; 0 if nothing is
     */
    double compute(Tensor output, Batch batch, Tensor dOutput);

    /** How many terms the mean is over: what a batch weighs in a mean over several. Scored steps, unless a loss says. */
    default int count(Batch batch) {
        return batch.scoredSteps();
    }
}
