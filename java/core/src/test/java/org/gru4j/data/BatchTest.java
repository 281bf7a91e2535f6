package org.gru4j.data;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gru4j.tensor.ShapeException;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void aStepIsScoredWithinItsLengthAndWithAClass() {
        Batch batch = Batch.ofIds(2, 2).withClassPerStep().lengths(new int[] {1, 2});
        batch.targets()[1] = Batch.IGNORE;
        assertTrue(batch.isScored(0, 0));
        assertFalse(batch.isScored(0, 1));
        assertFalse(batch.isScored(1, 0));
        assertTrue(batch.isScored(1, 1));
        assertEquals(2, batch.scoredSteps());
        assertEquals(2, batch.scoredElements());
    }

    @Test
    void aStepIsScoredWithAtLeastOneValue() {
        Batch batch = Batch.ofFeatures(2, 2, 3).withValuesPerStep(2).lengths(new int[] {2, 1});
        float[] values = batch.targetValues();
        values[0] = Float.NaN; // t = 0, n = 0: one of two
        values[4] = Float.NaN; // t = 1, n = 0: both
        values[5] = Float.NaN;
        assertTrue(batch.isScored(0, 0));
        assertTrue(batch.isScored(0, 1));
        assertFalse(batch.isScored(1, 0));
        assertFalse(batch.isScored(1, 1), "past its length");
        assertEquals(2, batch.scoredSteps());
        assertEquals(3, batch.scoredElements());
    }

    @Test
    void aSequencesTargetIsScoredIfTheSequenceHasAStep() {
        Batch classes = Batch.ofFeatures(5, 3, 2).withClassPerSequence().lengths(new int[] {5, 0, 1});
        assertEquals(1, classes.targetSteps());
        assertEquals(3, classes.targets().length);
        assertTrue(classes.isScored(0, 0));
        assertFalse(classes.isScored(0, 1));
        assertTrue(classes.isScored(0, 2));
        Batch values = Batch.ofFeatures(5, 3, 2).withValuesPerSequence(4).lengths(new int[] {5, 0, 1});
        values.targetValues()[0] = Float.NaN;
        assertEquals(2, values.scoredSteps());
        assertEquals(7, values.scoredElements());
    }

    @Test
    void withoutTargetsNothingIsScored() {
        Batch batch = Batch.ofFeatures(2, 3, 4);
        assertEquals(24, batch.features().length);
        assertEquals(0, batch.scoredSteps());
        assertEquals(0, batch.scoredElements());
    }

    @Test
    void rowsContinueOneByOneOrAllTogether() {
        Batch batch = Batch.ofIds(1, 3).continued(true).continued(1, false);
        assertTrue(batch.isContinued(0));
        assertFalse(batch.isContinued(1));
        assertTrue(batch.isContinued(2));
        assertFalse(batch.continued(false).isContinued(2));
    }

    @Test
    void clearLeavesNothingToScore() {
        Batch ids = Batch.ofIds(1, 2).withClassPerStep().continued(true);
        ids.ids()[1] = 7;
        ids.clear();
        assertArrayEquals(new int[2], ids.ids());
        assertEquals(0, ids.scoredSteps());
        assertFalse(ids.isContinued(0));
        Batch features = Batch.ofFeatures(1, 2, 1).withValuesPerStep(1);
        features.features()[0] = 7;
        features.clear();
        assertArrayEquals(new float[2], features.features());
        assertEquals(0, features.scoredElements());
    }

    @Test
    void rowsAreCopiedWithAllThatBelongsToThem() {
        Batch source = Batch.ofFeatures(2, 3, 2).withValuesPerStep(1).lengths(new int[] {2, 1, 0});
        for (int k = 0; k < 12; k++) {
            source.features()[k] = k;
        }
        for (int k = 0; k < 6; k++) {
            source.targetValues()[k] = 10 * k;
        }
        source.continued(2, true);
        Batch part = source.likeWithRows(2);
        part.copyRows(source, 1, new int[2]);
        assertArrayEquals(new float[] {2, 3, 4, 5, 8, 9, 10, 11}, part.features());
        assertArrayEquals(new float[] {10, 20, 40, 50}, part.targetValues());
        assertArrayEquals(new int[] {1, 0}, part.lengths());
        assertFalse(part.isContinued(0));
        assertTrue(part.isContinued(1));
    }

    @Test
    void whatABatchHasNotIsSaid() {
        assertSays(
                IllegalStateException.class,
                "the batch has no features",
                () -> Batch.ofIds(1, 1).features());
        assertSays(
                IllegalStateException.class,
                "the batch has no token ids",
                () -> Batch.ofFeatures(1, 1, 1).ids());
        assertSays(
                IllegalStateException.class,
                "the batch has no target classes",
                () -> Batch.ofIds(1, 1).withValuesPerStep(1).targets());
        assertSays(
                IllegalStateException.class,
                "the batch has no target values",
                () -> Batch.ofIds(1, 1).withClassPerStep().targetValues());
        assertSays(
                IllegalStateException.class,
                "the batch has targets already",
                () -> Batch.ofIds(1, 1).withClassPerStep().withClassPerSequence());
    }

    @Test
    void sizesArePositive() {
        assertSays(
                ShapeException.class, "batch [T,N]: expected positive numbers but got [0, 2]", () -> Batch.ofIds(0, 2));
        assertSays(
                ShapeException.class,
                "batch [T,N]: expected positive numbers but got [2, -1]",
                () -> Batch.ofFeatures(2, -1, 3));
        assertSays(
                ShapeException.class,
                "batch features: expected a positive number but got 0",
                () -> Batch.ofFeatures(2, 1, 0));
        assertSays(
                ShapeException.class,
                "target values: expected a positive number but got 0",
                () -> Batch.ofIds(2, 1).withValuesPerStep(0));
    }
}
