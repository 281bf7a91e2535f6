package org.gru4j.data;

import java.util.Arrays;

/**
 * Cuts groups of sequences, sorted by length, into at most B buckets with the least padding. It minimizes the sum over
 * the buckets of (number of groups)·(steps of the last group), by dynamic programming over the number of buckets.
 */
final class BucketCuts {
    /** If there are more groups, neighbours are merged before cutting. */
    private static final int MAX_GROUPS = 1024;

    private BucketCuts() {}

    /**
     * Returns where to cut.
     *
     * @param steps number of steps of each group, ascending
     * @param buckets B, the largest number of buckets
     * @return the end of each bucket, ascending; the last is {@code steps.length}
     */
    static int[] ends(int[] steps, int buckets) {
        int stride = (steps.length + MAX_GROUPS - 1) / MAX_GROUPS;
        int count = (steps.length + stride - 1) / stride;
        int[][] cuts = cuts(steps, stride, count, Math.min(buckets, count));
        int[] ends = new int[cuts.length];
        for (int b = cuts.length - 1, g = count; b >= 0; b--) {
            ends[b] = Math.min(steps.length, g * stride);
            g = cuts[b][g];
        }
        return withoutNeedlessCuts(steps, ends);
    }

    /**
     * Returns at [b][g] the beginning of the last bucket, if the first g groups are cut into b+1 buckets with the least
     * padding.
     */
    private static int[][] cuts(int[] steps, int stride, int count, int buckets) {
        int[][] cuts = new int[buckets][count + 1];
        long[] before = new long[count + 1];
        Arrays.fill(before, 1, count + 1, Long.MAX_VALUE);
        for (int b = 0; b < buckets; b++) {
            long[] least = new long[count + 1];
            Arrays.fill(least, Long.MAX_VALUE);
            for (int g = b + 1; g <= count; g++) {
                int end = Math.min(steps.length, g * stride);
                for (int from = b; from < g; from++) {
                    long padded = (long) (end - from * stride) * steps[end - 1];
                    if (before[from] < Long.MAX_VALUE && before[from] + padded < least[g]) {
                        least[g] = before[from] + padded;
                        cuts[b][g] = from;
                    }
                }
            }
            before = least;
        }
        return cuts;
    }

    /** Merges adjacent buckets that have the same number of steps. */
    private static int[] withoutNeedlessCuts(int[] steps, int[] ends) {
        int kept = 0;
        for (int b = 0; b < ends.length; b++) {
            if (b == ends.length - 1 || steps[ends[b] - 1] < steps[ends[b + 1] - 1]) {
                ends[kept++] = ends[b];
            }
        }
        return Arrays.copyOf(ends, kept);
    }
}
