package org.gru4j.loss;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How far a model's output is from the targets, averaged over what is scored: padding, ignored classes and missing
 * values never count. What the mean is over is each loss's own: <em>steps</em> for likelihoods, those of several labels
 * at a step being summed; <em>values</em> for distances between real numbers. Not thread-safe.
 */
public interface Loss {
    /**
     * @param output [S,N,O], S being the targets' steps
     * @param batch its targets and lengths
     * @param dOutput [S,N,O] out: the gradient of the value returned, zero where nothing is scored; all zeros at first,
     *     unless {@link #overwritesGradient}; null if not wanted
     * @return the mean over what is scored; 0 if nothing is
     */
    double compute(Tensor output, Batch batch, @Nullable Tensor dOutput);

    /**
     * Whether {@link #compute} writes every element of dOutput, and refers to no tensor after it has returned. Then a
     * training step need not fill dOutput with zeros before, nor make new Tensor objects.
     */
    default boolean overwritesGradient() {
        return false;
    }

    /** How many terms the mean is over: what a batch weighs in a mean over several. Scored steps, unless a loss says. */
    default int count(Batch batch) {
        return batch.scoredSteps();
    }
}
