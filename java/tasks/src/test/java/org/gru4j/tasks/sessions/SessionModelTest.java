package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model says of sessions side by side is what it says of each alone, from a fresh state. */
class SessionModelTest {
    private static final int ITEMS = 30;
    private static final SessionSettings DEFAULTS = SessionSettings.DEFAULTS;

    private static SessionSettings settings(int batch, int sequenceLength) {
        return new SessionSettings(
                DEFAULTS.loss(), 0, 6, 4, batch, sequenceLength, 0.5, 0.01, 1, null, null, null, ITEMS, 1, 1, 0);
    }

    private static ItemSessions sessions() {
        CounterRandom random = new CounterRandom(5, 0, 0);
        return ItemSessions.of(IntStream.range(0, 23)
                .mapToObj(s -> IntStream.range(0, 2 + (s * 7) % 11)
                        .map(k -> (int) (random.uniform(100L * s + k) * ITEMS))
                        .toArray())
                .toList());
    }

    /** The sum over all clicks of a weight of their own, times the target's score. */
    private static final class WeightedScores implements Metric {
        private double sum;
        private int count;

        @Override
        public String name() {
            return "weighted";
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public void reset() {
            sum = 0;
        }

        @Override
        public void add(Tensor output, Batch batch) {
            for (int t = 0; t < batch.steps(); t++) {
                for (int n = 0; n < batch.size(); n++) {
                    if (batch.isScored(t, n)) {
                        int at = t * batch.size() + n;
                        add(batch.ids()[at], batch.targets()[at], output.get(at * ITEMS + batch.targets()[at]));
                    }
                }
            }
        }

        void add(int input, int target, float score) {
            sum += (1 + input * ITEMS + target) * score;
            count++;
        }

        @Override
        public double value() {
            return sum;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,1", "3,4", "5,100", "40,2"})
    void batchesScoreAsStreamsDo(int batch, int steps) {
        SessionSettings settings = settings(batch, steps);
        ItemSessions sessions = sessions();
        WeightedScores expected = new WeightedScores();
        WeightedScores actual = new WeightedScores();
        try (Sequential model = new Sequential(settings.model(ITEMS), new ReferenceBackend(), 1)) {
            float[] scores = new float[ITEMS];
            try (SequenceStream stream = model.newStream()) {
                for (int s = 0; s < sessions.count(); s++) {
                    stream.reset();
                    for (int k = 0; k + 1 < sessions.length(s); k++) {
                        stream.step(sessions.item(s, k), scores);
                        expected.add(sessions.item(s, k), sessions.item(s, k + 1), scores[sessions.item(s, k + 1)]);
                    }
                }
            }
            Evaluation.of(model, settings.scoring(sessions, ITEMS), new SoftmaxCrossEntropy(), actual);
        }
        assertEquals(sessions.predictions(), actual.count);
        // each score, below 4 in size, is rounded to float at the backend's edge, as is each of its some 3·12 inputs
        assertEquals(expected.sum, actual.sum, sessions.predictions() * (double) ITEMS * ITEMS * 4 * 36 * Math.ulp(1f));
        assertEquals(expected.count, actual.count);
    }

    @Test
    void rowsAreFewerWhereItemsAreMany() {
        assertEquals(
                1, settings(128, 4).scoring(sessions(), 10_000_000).batch(0, 0).size());
        assertEquals(
                50, settings(128, 4).scoring(sessions(), 20_000).batch(0, 0).size());
        assertEquals(128, settings(128, 4).scoring(sessions(), 500).batch(0, 0).size());
    }

    @Test
    void nextItemsAreThoseOfTheHighestScores() {
        try (Sequential model = new Sequential(settings(1, 1).model(ITEMS), new ReferenceBackend(), 1);
                NextItems next = new NextItems(model, 7);
                NextItems all = new NextItems(model, 100)) {
            int[] best = next.after(3, 14, 15);
            List<Integer> expected = IntStream.range(0, ITEMS)
                    .boxed()
                    .sorted((i, j) -> Float.compare(next.score(j), next.score(i)))
                    .limit(7)
                    .toList();
            assertEquals(expected, Arrays.stream(best).boxed().toList());
            assertEquals(ITEMS, Arrays.stream(all.after(3)).distinct().count());
            List<Integer> fresh = Arrays.stream(next.after(3, 14, 15)).boxed().toList();
            assertEquals(expected, fresh);
            assertTrue(next.score(fresh.get(0)) > next.score(fresh.get(6)));
        }
    }
}
