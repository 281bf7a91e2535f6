package org.gru4j.data;

import org.gru4j.argument.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * One long sequence of tokens, cut into N streams that are read in parallel, T steps at a time. Each batch continues
 * where the previous one ended (truncated back-propagation through time with carried state). The target of each token
 * is the next token. The last few tokens, which do not fill a batch, are left out in training and padded in scoring.
 *
 * <p>Not thread-safe: all batches are the same object, filled again for each request.
 */
public final class TokenStreams implements Dataset {
    private final int[] tokens;
    private final int streamLength;
    private final int batches;
    private final Batch batch;
    private final int @Nullable [] lengths;

    private TokenStreams(int[] tokens, int size, int steps, boolean complete) {
        Arguments.requirePositive("batch size", size);
        Arguments.requirePositive("sequence length", steps);
        // each stream reads streamLength tokens and predicts as many; there is no gap between streams
        int pairs = tokens.length - 1;
        streamLength = complete ? (pairs + size - 1) / size : pairs / size;
        if (pairs < 1 || (!complete && streamLength < steps)) {
            throw new IllegalArgumentException("tokens: expected at least " + (complete ? 2 : (long) size * steps + 1)
                    + (complete ? "" : " (batch " + size + " times sequence length " + steps + ", plus one)")
                    + " but got "
                    + tokens.length);
        }
        this.tokens = tokens;
        batches = complete ? (streamLength + steps - 1) / steps : streamLength / steps;
        batch = Batch.ofIds(steps, size).withClassPerStep();
        lengths = complete ? new int[size] : null;
    }

    /**
     * Creates a data set for training: all batches are full, with T·N tokens each.
     *
     * @throws IllegalArgumentException if there are not enough tokens for one batch
     */
    public static TokenStreams forTraining(int[] tokens, int size, int steps) {
        return new TokenStreams(tokens, size, steps, false);
    }

    /**
     * Creates a data set for scoring: every token except the first is predicted exactly once, and the ends of the
     * streams are padded.
     */
    public static TokenStreams forScoring(int[] tokens, int size, int steps) {
        return new TokenStreams(tokens, Math.min(size, Math.max(1, tokens.length - 1)), steps, true);
    }

    @Override
    public int batchesPerEpoch() {
        return batches;
    }

    @Override
    public Batch batch(int epoch, int index) {
        int size = batch.size();
        for (int n = 0; n < size; n++) {
            int from = n * streamLength + index * batch.steps();
            int end = Math.min((n + 1) * streamLength, tokens.length - 1);
            int valid = Math.max(0, Math.min(batch.steps(), end - from));
            for (int t = 0; t < batch.steps(); t++) {
                batch.ids()[t * size + n] = t < valid ? tokens[from + t] : 0;
                batch.targets()[t * size + n] = t < valid ? tokens[from + t + 1] : Batch.IGNORE;
            }
            if (lengths != null) {
                lengths[n] = valid;
            }
        }
        return batch.lengths(lengths).continued(index > 0);
    }
}
