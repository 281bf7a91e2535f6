package org.gru4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.random.CounterRandom;

/**
 * Whole sequences of different lengths, N at a time, padded to the longest.
 *
 * <p>So that padding stays small, sequences are put into buckets of similar length: sorted by length, they are cut
 * where the padded steps of all buckets together are fewest. All batches of a bucket have its longest sequence's steps,
 * and N rows, of which the last batch leaves some empty (of length 0, which costs nothing and is not scored): there are
 * as many shapes as buckets.
 *
 * <p>When shuffled, each epoch draws anew which sequences of a bucket share a batch, and the order of the batches of
 * all buckets: both a function of seed and epoch alone. Not thread-safe.
 */
public final class SequenceDataset implements Dataset {
    /** As many shapes as a pass keeps kernels for. */
    private static final int MAX_BUCKETS = 8;

    private static final long PLACE = 7;

    /** Sequences {@code from … end-1} of those sorted by length, and their batch. */
    private record Bucket(int from, int end, Batch batch) {}

    private final SequenceSource source;
    private final int size;
    private final boolean shuffled;
    private final long seed;
    private final int[] sorted;
    private final List<Bucket> buckets;
    private final int[] lengths;
    /** The epoch's sequences: each bucket's, in the epoch's order. */
    private final int[] sequences;
    /** The epoch's batches, each the bucket's number and the first of its sequences. */
    private final int[] bucketOf;

    private final int[] firstOf;
    private int preparedEpoch = -1;

    private SequenceDataset(SequenceSource source, int size, boolean shuffled, long seed) {
        Arguments.requirePositive("batch size", size);
        if (source.count() <= 0) {
            throw new IllegalArgumentException("sequences: expected at least one but got none");
        }
        this.source = source;
        this.size = size;
        this.shuffled = shuffled;
        this.seed = seed;
        sorted = sortedByLength(source);
        lengths = new int[size];
        buckets = buckets();
        sequences = sorted.clone();
        int batches = 0;
        for (Bucket bucket : buckets) {
            batches += (bucket.end - bucket.from + size - 1) / size;
        }
        bucketOf = new int[batches];
        firstOf = new int[batches];
    }

    /**
     * In another order each epoch.
     *
     * @param size N
     * @throws IllegalArgumentException if there are no sequences, or one is empty
     */
    public static SequenceDataset shuffled(SequenceSource source, int size, long seed) {
        return new SequenceDataset(source, size, true, seed);
    }

    /** From the shortest sequence to the longest, every epoch alike: for scoring. */
    public static SequenceDataset ordered(SequenceSource source, int size) {
        return new SequenceDataset(source, size, false, 0);
    }

    private static int[] sortedByLength(SequenceSource source) {
        long[] keys = new long[source.count()];
        for (int k = 0; k < keys.length; k++) {
            int length = source.length(k);
            if (length <= 0) {
                throw new IllegalArgumentException("sequence " + k + ": expected at least one step but got " + length);
            }
            keys[k] = (long) length << 32 | k;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private List<Bucket> buckets() {
        int groups = (sorted.length + size - 1) / size;
        int[] ends = BucketCuts.ends(groupSteps(groups), Math.min(MAX_BUCKETS, groups));
        List<Bucket> cut = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            int last = Math.min(sorted.length, end * size);
            cut.add(new Bucket(from, last, source.createBatch(source.length(sorted[last - 1]), size)));
            from = last;
        }
        return cut;
    }

    /** The longest of each N sequences in the order of their length: what a batch of them would have to have. */
    private int[] groupSteps(int groups) {
        int[] steps = new int[groups];
        for (int g = 0; g < groups; g++) {
            steps[g] = source.length(sorted[Math.min(sorted.length, (g + 1) * size) - 1]);
        }
        return steps;
    }

    @Override
    public int batchesPerEpoch() {
        return bucketOf.length;
    }

    @Override
    public Batch batch(int epoch, int index) {
        if (epoch != preparedEpoch) {
            prepare(epoch);
            preparedEpoch = epoch;
        }
        Bucket bucket = buckets.get(bucketOf[index]);
        Batch batch = bucket.batch.clear();
        for (int n = 0; n < size; n++) {
            int at = firstOf[index] + n;
            lengths[n] = at < bucket.end ? source.length(sequences[at]) : 0;
            if (at < bucket.end) {
                source.fill(sequences[at], batch, n);
            }
        }
        return batch.lengths(lengths);
    }

    private void prepare(int epoch) {
        System.arraycopy(sorted, 0, sequences, 0, sorted.length);
        long key = CounterRandom.key(seed, epoch, PLACE);
        int draws = 0;
        int batches = 0;
        for (int b = 0; b < buckets.size(); b++) {
            Bucket bucket = buckets.get(b);
            for (int k = bucket.end - 1; shuffled && k > bucket.from; k--) {
                swap(sequences, k, bucket.from + draw(key, draws++, k - bucket.from + 1));
            }
            for (int first = bucket.from; first < bucket.end; first += size) {
                bucketOf[batches] = b;
                firstOf[batches++] = first;
            }
        }
        for (int k = batches - 1; shuffled && k > 0; k--) {
            int other = draw(key, draws++, k + 1);
            swap(bucketOf, k, other);
            swap(firstOf, k, other);
        }
    }

    /** 0 to bound − 1: one step of Fisher and Yates's shuffle. */
    private static int draw(long key, int index, int bound) {
        return (int) (CounterRandom.uniform(key, index) * bound);
    }

    private static void swap(int[] array, int a, int b) {
        int kept = array[a];
        array[a] = array[b];
        array[b] = kept;
    }
}
