package org.gru4j.data;

/**
 * Batches by number, so that a run that resumes asks for just the batch that it had come to. Batches are made when they
 * are asked for: the data may be larger than memory.
 *
 * <p>Batch number {@code index} of an epoch is a function of the two and of what the data set was made with, a seed
 * included, never of what was asked for before. Batches of an epoch may differ in their shape; steps of shapes that were
 * seen before allocate nothing, as long as there are no more than eight of them.
 *
 * <p>Implementations need not be thread-safe: a training asks from one thread at a time.
 */
public interface Dataset {
    /** How many batches make an epoch; positive. */
    int batchesPerEpoch();

    /**
     * A batch; the same object may be handed out again with other contents. Within an epoch, batches are asked for in
     * order from some index on, so that a data set that reads a stream need only go forward: to that index when the run
     * resumes, and one by one from there.
     *
     * @param epoch from 0
     * @param index 0 to {@link #batchesPerEpoch()} − 1
     */
    Batch batch(int epoch, int index);
}
