package org.gru4j.data;

import java.util.List;

/**
 * Batches by number, so that a training that resumes requests only the batches from its position on. A batch is created
 * when it is requested: the data may be larger than memory.
 *
 * <p>The content of batch {@code index} of an epoch depends on these two numbers and on what the data set was created
 * with, including a seed. It never depends on earlier requests. The batches of an epoch may have different shapes.
 * Steps with a shape seen before allocate nothing, as long as there are at most eight shapes.
 *
 * <p>Implementations need not be thread-safe: a training uses them from one thread at a time.
 */
public interface Dataset {
    /** Returns a data set of these batches, the same in every epoch. Changing a batch changes the data set. */
    static Dataset of(Batch... batches) {
        List<Batch> all = List.of(batches);
        return new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return all.size();
            }

            @Override
            public Batch batch(int epoch, int index) {
                return all.get(index);
            }
        };
    }

    /** Number of batches in an epoch; positive. */
    int batchesPerEpoch();

    /**
     * Returns a batch. The same object may be returned again with other contents.
     *
     * <p>Within an epoch, batches are requested in ascending order from some index on. A data set that reads a stream
     * need only read forward: to that index when the training resumes, and batch by batch from there.
     *
     * @param epoch not negative
     * @param index 0 to {@link #batchesPerEpoch()} − 1
     */
    Batch batch(int epoch, int index);
}
