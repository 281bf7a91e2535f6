package org.gru4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.random.CounterRandom;

/**
 * Whole sequences of different lengths, N in a batch, padded to a common length.
 *
 * <p>To keep padding small, sequences are put into buckets of similar lengths. They are sorted by length and cut where
 * the number of padded steps of all buckets together is smallest. All batches of a bucket have as many steps as its
 * longest sequence, and N rows. The last batch of a bucket may have empty rows (of length 0), which cost nothing and
 * are not scored. So there are as many shapes as buckets.
 *
 * <p>If shuffled, each epoch draws new groups of sequences that share a batch within their bucket, and a new order of
 * the batches of all buckets. Both depend only on the seed and the epoch. Not thread-safe.
 */
public final class SequenceDataset implements Dataset {
    /** Largest number of buckets: the number of shapes that a pass keeps kernels for. */
    private static final int MAX_BUCKETS = 8;

    private static final long PLACE = 7;

    /** Sequences {@code from … end-1} of the sorted sequences, and the batch that they are returned in. */
    private record Bucket(int from, int end, Batch batch) {}

    private final SequenceSource source;
    private final int size;
    private final boolean shuffled;
    private final long seed;
    private final int[] sorted;
    private final List<Bucket> buckets;
    private final int[] lengths;
    /** The sequences of the prepared epoch: those of each bucket, in the epoch's order. */
    private final int[] sequences;
    /**
     * For each batch of the prepared epoch, the index of its bucket; {@link #firstOf} has the index of its first
     * sequence.
     */
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
     * Creates a data set with another order in each epoch.
     *
     * @param source the sequences
     * @param size N
     * @param seed seed of the order
     * @throws IllegalArgumentException if there are no sequences, or one is empty
     */
    public static SequenceDataset shuffled(SequenceSource source, int size, long seed) {
        return new SequenceDataset(source, size, true, seed);
    }

    /**
     * Creates a data set that reads from the shortest sequence to the longest, in the same order in every epoch. For
     * scoring.
     */
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

    /**
     * Returns the length of the longest sequence in each group of N, in order of length: the steps that a batch of this
     * group would need.
     */
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

    /** Returns 0 to bound − 1, for one step of the Fisher–Yates shuffle. */
    private static int draw(long key, int index, int bound) {
        return (int) (CounterRandom.uniform(key, index) * bound);
    }

    private static void swap(int[] array, int a, int b) {
        int kept = array[a];
        array[a] = array[b];
        array[b] = kept;
    }
}
