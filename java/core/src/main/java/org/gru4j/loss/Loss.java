package org.gru4j.loss;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The distance between a model's output and the targets, averaged over everything that is scored. Padding, ignored
 * classes and missing values are never scored. Each loss defines what its mean is over: <em>steps</em> for likelihoods,
 * where several labels of a step are summed; <em>values</em> for distances between real numbers. Not thread-safe.
 */
public interface Loss {
    /**
     * Computes the loss and, if wanted, its gradient.
     *
     * @param output [S,N,O]; S is the number of steps of the targets
     * @param batch the targets and lengths
     * @param dOutput [S,N,O] out: the gradient of the returned value, zero where nothing is scored. The caller fills it
     *     with zeros first, unless {@link #overwritesGradient}; null if not wanted
     * @return the mean over what is scored; 0 if nothing is
     */
    double compute(Tensor output, Batch batch, @Nullable Tensor dOutput);

    /**
     * Returns whether {@link #compute} writes every element of dOutput, and keeps no reference to a tensor. In this
     * case a training step need not fill dOutput with zeros first, nor create new Tensor objects.
     */
    default boolean overwritesGradient() {
        return false;
    }

    /**
     * Returns the number of terms of the mean: the weight of a batch in a mean over several batches. By default the
     * number of scored steps.
     */
    default int count(Batch batch) {
        return batch.scoredSteps();
    }
}
