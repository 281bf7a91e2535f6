package org.gru4j.data;

/**
 * Sequences of different lengths, by number. Only their lengths need be in memory: the steps of a sequence are asked
 * for when a batch is made that holds it, once an epoch.
 *
 * <p>Implementations need not be thread-safe: they are asked from one thread at a time.
 */
public interface SequenceSource {
    /** How many sequences there are. */
    int count();

    /** The steps of a sequence, positive. */
    int length(int sequence);

    /** A batch of the kinds of inputs and targets that the sequences have. */
    Batch createBatch(int steps, int size);

    /**
     * Writes a sequence's inputs and targets into steps 0 to {@code length(sequence)} − 1 of row n. The row was
     * {@linkplain Batch#clear cleared} before: what is not written is 0, or not scored.
     */
    void fill(int sequence, Batch batch, int n);
}
