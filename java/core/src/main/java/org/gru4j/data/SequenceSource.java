package org.gru4j.data;

/**
 * Sequences of different lengths, by number. Only their lengths need be in memory: the steps of a sequence are
 * requested when a batch with it is created, once an epoch.
 *
 * <p>Implementations need not be thread-safe: they are used by one thread at a time.
 */
public interface SequenceSource {
    /** Number of sequences. */
    int count();

    /** Number of steps of a sequence; positive. */
    int length(int sequence);

    /** Creates a batch with the kinds of inputs and targets that the sequences have. */
    Batch createBatch(int steps, int size);

    /**
     * Writes the inputs and targets of a sequence into steps 0 to {@code length(sequence)} − 1 of row n. The row was
     * {@linkplain Batch#clear cleared} before: inputs that are not written are 0, and targets are not scored.
     */
    void fill(int sequence, Batch batch, int n);
}
