package org.gru4j.train;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;

/** A measure of a model besides its loss, accumulated batch by batch. Not thread-safe. */
public interface Metric {
    /** Returns the name in results, for example {@code recall_at_20}. */
    String name();

    /** Returns whether a higher value is better. */
    boolean higherIsBetter();

    /** Discards everything that was added. */
    void reset();

    /**
     * Adds a batch.
     *
     * @param output [S,N,O] the model's output
     * @param batch its targets and lengths; padding and ignored targets do not count
     */
    void add(Tensor output, Batch batch);

    /** Returns the value over all batches that were added; NaN if nothing was added. */
    double value();
}
