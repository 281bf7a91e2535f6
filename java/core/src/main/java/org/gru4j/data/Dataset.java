package org.gru4j.data;

/**
 * Batches by number, so that a run that resumes asks for just the batch that it had come to.
 */
public interface Dataset {
    /** How many batches make an epoch; positive. */
    int batchesPerEpoch();

    /**
     * A batch; the same object may be handed out again with other contents. Within an epoch, batches are asked for in
     * order from some index on.
     *
     * @param epoch from 0
     * @param index 0 to {@link #batchesPerEpoch()} − 1
     */
    Batch batch(int epoch, int index);
}
