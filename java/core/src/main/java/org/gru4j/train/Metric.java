package org.gru4j.train;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;

/** Something that a model is measured by, besides its loss: summed up batch by batch. Not thread-safe. */
public interface Metric {
    /** What it is called in results: {@code recall_at_20}. */
    String name();

    /** Whether more is better. */
    boolean higherIsBetter();

    /** Forgets what was added. */
    void reset();

    /**
     * Adds a batch.
     *
     * @param output [S,N,O] the model's
     * @param batch its targets and lengths; padding and ignored targets do not count
     */
    void add(Tensor output, Batch batch);

    /** The value over all that was added; NaN if that is nothing. */
    double value();
}
