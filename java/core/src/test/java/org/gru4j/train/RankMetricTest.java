package org.gru4j.train;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RankMetricTest {
    private final Scope scope = new Scope(new ReferenceBackend());
    private final Batch batch = Batch.ofIds(2, 2).withClassPerStep().lengths(new int[] {2, 1});
    /** Ranks 1 and 3 in the first row, 2 in the second, whose second step is padding. */
    private final Tensor scores = scope.allocate("scores", 2, 2, 3).copyFrom(3, 2, 1, 3, 2, 1, 3, 2, 1, 9, 9, 9);

    RankMetricTest() {
        batch.targets()[0] = 0;
        batch.targets()[1] = 1;
        batch.targets()[2] = 2;
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private double value(Metric metric) {
        metric.reset();
        metric.add(scores, batch);
        return metric.value();
    }

    @Test
    void sharesAndReciprocalsOfRanks() {
        assertEquals(1.0 / 3, value(RankMetric.accuracy()));
        assertEquals(2.0 / 3, value(RankMetric.recallAt(2)));
        assertEquals(1, value(RankMetric.recallAt(3)));
        assertEquals((1 + 1.0 / 2) / 3, value(RankMetric.meanReciprocalRankAt(2)));
        assertEquals((1 + 1.0 / 2 + 1.0 / 3) / 3, value(RankMetric.meanReciprocalRankAt(20)));
        assertEquals("mrr_at_20", RankMetric.meanReciprocalRankAt(20).name());
    }

    @Test
    void tiesAndWhatIsNoNumberCountAgainstTheTarget() {
        scores.fill(1);
        assertEquals(0, value(RankMetric.recallAt(2)));
        scores.fill(Float.NaN);
        assertEquals(0, value(RankMetric.recallAt(2)));
    }

    @Test
    void batchesAreAddedUpUntilReset() {
        Metric accuracy = RankMetric.accuracy();
        value(accuracy);
        accuracy.add(scores.fill(0), batch);
        assertEquals(1.0 / 6, accuracy.value());
        accuracy.reset();
        assertEquals(Double.NaN, accuracy.value());
    }

    @Test
    void badInputIsNamed() {
        batch.targets()[1] = 3;
        assertSays(
                IllegalArgumentException.class,
                "targets[t=0, n=1]: expected 0 to 2 but got 3",
                () -> value(RankMetric.accuracy()));
        assertSays(
                IllegalArgumentException.class,
                "k: expected a positive number but got 0",
                () -> RankMetric.recallAt(0));
    }
}
