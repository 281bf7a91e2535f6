package org.gru4j.data;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;

class SequenceDatasetTest {
    /** Sequence k's every token is k + 1, its targets too. */
    private record Counted(int... lengths) implements SequenceSource {
        @Override
        public int count() {
            return lengths.length;
        }

        @Override
        public int length(int sequence) {
            return lengths[sequence];
        }

        @Override
        public Batch createBatch(int steps, int size) {
            return Batch.ofIds(steps, size).withClassPerStep();
        }

        @Override
        public void fill(int sequence, Batch batch, int n) {
            for (int t = 0; t < lengths[sequence]; t++) {
                batch.ids()[t * batch.size() + n] = sequence + 1;
                batch.targets()[t * batch.size() + n] = sequence + 1;
            }
        }
    }

    private final int[] lengths =
            Arrays.stream(Numbers.ids(1, 103, 40)).map(k -> k + 1).toArray();
    private final Counted source = new Counted(lengths);

    /** Each batch of an epoch as the sequences of its rows, −1 for an empty one. */
    private static List<List<Integer>> rows(SequenceDataset data, int epoch) {
        List<List<Integer>> batches = new ArrayList<>();
        for (int index = 0; index < data.batchesPerEpoch(); index++) {
            Batch batch = data.batch(epoch, index);
            List<Integer> rows = new ArrayList<>();
            for (int n = 0; n < batch.size(); n++) {
                rows.add(batch.ids()[n] - 1);
            }
            batches.add(rows);
        }
        return batches;
    }

    @Test
    void everySequenceComesOnceAnEpochWholeAndPaddedWithNothing() {
        SequenceDataset data = SequenceDataset.shuffled(source, 4, 7);
        for (int epoch = 0; epoch < 3; epoch++) {
            int[] seen = new int[lengths.length];
            for (int index = 0; index < data.batchesPerEpoch(); index++) {
                Batch batch = data.batch(epoch, index);
                for (int n = 0; n < 4; n++) {
                    int length = batch.lengths()[n];
                    int sequence = batch.ids()[n] - 1;
                    assertEquals(sequence < 0 ? 0 : lengths[sequence], length);
                    for (int t = 0; t < batch.steps(); t++) {
                        assertEquals(t < length ? sequence + 1 : 0, batch.ids()[t * 4 + n]);
                        assertEquals(t < length ? sequence + 1 : Batch.IGNORE, batch.targets()[t * 4 + n]);
                    }
                    if (sequence >= 0) {
                        seen[sequence]++;
                    }
                    assertFalse(batch.isContinued(n));
                }
            }
            int[] once = new int[lengths.length];
            Arrays.fill(once, 1);
            assertArrayEquals(once, seen);
        }
    }

    @Test
    void thereAreNoMoreShapesThanAPassKeepsKernelsFor() {
        SequenceDataset data = SequenceDataset.shuffled(source, 4, 7);
        Set<Integer> steps = new HashSet<>();
        for (int index = 0; index < data.batchesPerEpoch(); index++) {
            assertEquals(4, data.batch(0, index).size());
            steps.add(data.batch(0, index).steps());
        }
        assertEquals(8, steps.size());
    }

    /**
     * Lengths uniform in 1 … 40 cut into 8 ranges of 5: a row is padded by 2 of 20 on average, and here by 20 of 20.
     */
    @Test
    void bucketsKeepPaddingSmall() {
        SequenceDataset data = SequenceDataset.shuffled(source, 4, 7);
        long padded = 0;
        for (int index = 0; index < data.batchesPerEpoch(); index++) {
            Batch batch = data.batch(0, index);
            for (int n = 0; n < 4; n++) {
                padded += batch.lengths()[n] == 0 ? 0 : batch.steps();
            }
        }
        assertTrue(
                padded < 1.2 * Arrays.stream(lengths).sum(),
                padded + " steps for " + Arrays.stream(lengths).sum());
    }

    @Test
    void theOrderIsAFunctionOfSeedAndEpochAlone() {
        SequenceDataset data = SequenceDataset.shuffled(source, 4, 7);
        List<List<Integer>> second = rows(data, 1);
        assertNotEquals(rows(data, 0), second);
        assertEquals(second, rows(data, 1));
        assertEquals(second, rows(SequenceDataset.shuffled(source, 4, 7), 1));
        assertNotEquals(second, rows(SequenceDataset.shuffled(source, 4, 8), 1));
    }

    @Test
    void aBatchIsTheSameWhateverWasAskedForBefore() {
        int[] expected =
                SequenceDataset.shuffled(source, 4, 7).batch(3, 11).ids().clone();
        SequenceDataset data = SequenceDataset.shuffled(source, 4, 7);
        data.batch(0, 5);
        data.batch(3, 2);
        assertArrayEquals(expected, data.batch(3, 11).ids());
    }

    @Test
    void orderedGoesFromShortToLongEveryEpoch() {
        SequenceDataset data = SequenceDataset.ordered(new Counted(3, 1, 2, 2), 3);
        assertEquals(List.of(List.of(1, 2, 3), List.of(0, -1, -1)), rows(data, 0));
        assertEquals(rows(data, 0), rows(data, 5));
    }

    @Test
    void sequencesOfOneLengthAreOneBucket() {
        assertArrayEquals(new int[] {5}, BucketCuts.ends(new int[] {4, 4, 4, 4, 4}, 3));
    }

    @Test
    void cutsAreWherePaddingIsLeast() {
        assertArrayEquals(new int[] {3, 5}, BucketCuts.ends(new int[] {1, 2, 2, 9, 10}, 2));
        assertArrayEquals(new int[] {1, 3, 5}, BucketCuts.ends(new int[] {1, 3, 3, 9, 9}, 3));
        assertArrayEquals(new int[] {1, 2}, BucketCuts.ends(new int[] {1, 2}, 8));
    }

    @Test
    void manyGroupsAreCutInTheirOrder() {
        int[] steps = new int[5000];
        Arrays.setAll(steps, k -> k < 2500 ? 10 : 20);
        int[] ends = BucketCuts.ends(steps, 2);
        assertEquals(2, ends.length);
        assertEquals(2500, ends[0], 5, "cut within a stride of 5 groups");
        assertEquals(5000, ends[1]);
    }

    @Test
    void whatMakesNoBatchesIsSaid() {
        assertSays(
                IllegalArgumentException.class,
                "sequences: expected at least one but got none",
                () -> SequenceDataset.shuffled(new Counted(), 4, 1));
        assertSays(
                IllegalArgumentException.class,
                "sequence 1: expected at least one step but got 0",
                () -> SequenceDataset.ordered(new Counted(3, 0), 4));
        assertSays(
                IllegalArgumentException.class,
                "batch size: expected a positive number but got 0",
                () -> SequenceDataset.ordered(source, 0));
    }
}
