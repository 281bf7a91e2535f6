package org.gru4j.data;

import java.util.Arrays;

/**
 * Cuts groups of sequences, sorted by length, into at most B buckets so that padding is least: Σ over the buckets of
 * (groups)·(steps of the last group) is smallest. Found by dynamic programming over the number of buckets.
 */
final class BucketCuts {
    /** Of more groups, neighbours are taken together before they are cut. */
    private static final int MAX_GROUPS = 1024;

    private BucketCuts() {}

    /**
     * @param steps ascending, of each group
     * @return where each bucket ends, ascending; the last is {@code steps.length}
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

    /** At [b][g], where the last of b+1 buckets begins that hold the first g groups and cost least. */
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

    /** Two buckets of as many steps are one. */
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
