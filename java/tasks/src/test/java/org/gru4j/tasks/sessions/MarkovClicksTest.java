package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkovClicksTest {
    private static final int ITEMS = 500;

    private static MarkovClicks clicks(int sessions) {
        return new MarkovClicks(ITEMS, sessions, 3, 1.2, 7);
    }

    @Test
    void probabilitiesAreThose() {
        MarkovClicks clicks = clicks(1);
        for (int[] context : new int[][] {{0, 0}, {3, 444}, {499, 17}}) {
            double[] next = clicks.next(context[0], context[1]);
            assertEquals(1, Arrays.stream(next).sum(), 1e-12);
            assertEquals(3 * 25, Arrays.stream(next).filter(p -> p > 0).count());
            assertEquals(0, next[context[1]]);
            double largest = Arrays.stream(next).max().orElseThrow();
            double[] weights = {1, Math.pow(2, -1.2), Math.pow(3, -1.2)};
            double places = 0;
            for (int p = 1; p <= 25; p++) {
                places += Math.pow(p, -1.2);
            }
            assertEquals(1 / (Arrays.stream(weights).sum() * places), largest, 1e-12);
        }
    }

    /** With all alike, K of the candidates are found. */
    @Test
    void bestRecallOfNoSkewIsTheShareOfTheCandidates() {
        MarkovClicks even = new MarkovClicks(ITEMS, 1, 3, 0, 7);
        assertEquals(20.0 / 75, even.bestPossibleRecall(20), 1e-12);
        assertEquals(1, even.bestPossibleRecall(75), 1e-12);
        assertEquals(1, even.bestPossibleRecall(10 * ITEMS), 1e-12);
    }

    @Test
    void theSourceReachesTheBestRecallAndTheBaselinesDoNot() {
        MarkovClicks clicks = clicks(4000);
        ClickSplit split = ClickSplit.of(clicks.log(), 0.1);
        ItemVocabulary vocabulary = ItemVocabulary.of(split.training());
        assertEquals(ITEMS, vocabulary.size());
        ItemSessions training =
                KnownClicks.of("training", split.training(), vocabulary).sessions();
        ItemSessions test = KnownClicks.of("test", split.test(), vocabulary).sessions();

        int[] numbers = vocabulary.names().stream()
                .mapToInt(name -> Integer.parseInt(name.substring("item".length())))
                .toArray();
        double best = clicks.bestPossibleRecall(20);
        Ranking source = Ranking.of(source(clicks, numbers), test, ITEMS);
        // a click is found or not: four standard deviations of the mean of independent draws
        double tolerance = 4 * Math.sqrt(best * (1 - best) / source.predictions());
        assertEquals(best, source.recall(20), tolerance);

        double popular =
                Ranking.of(new Popularity(training, ITEMS), test, ITEMS).recall(20);
        double neighbours =
                Ranking.of(new ItemNeighbours(training, ITEMS), test, ITEMS).recall(20);
        double lastClickAlone =
                Ranking.of(lastClickAlone(clicks, numbers), test, ITEMS).recall(20);
        assertTrue(
                popular < neighbours && neighbours < lastClickAlone && lastClickAlone < 0.9 * best,
                popular + " < " + neighbours + " < " + lastClickAlone + " < 0.9 · " + best);
        assertTrue(neighbours > 0.25 * best, neighbours + " of " + best);
    }

    /** Knows the source. */
    private static Recommender source(MarkovClicks clicks, int[] numbers) {
        return (sessions, s, k, scores) -> {
            int before = numbers[sessions.item(s, Math.max(0, k - 1))];
            double[] next = clicks.next(before, numbers[sessions.item(s, k)]);
            copy(next, numbers, scores);
        };
    }

    /** Breaks ties: probabilities that are not equal differ by 1 % or more. */
    private static void copy(double[] probabilities, int[] numbers, float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (probabilities[numbers[i]] * (1 + 1e-3 * i / ITEMS));
        }
    }

    /** Knows the source, but not what was clicked before the last click. */
    private static Recommender lastClickAlone(MarkovClicks clicks, int[] numbers) {
        return (sessions, s, k, scores) -> {
            double[] sum = new double[ITEMS];
            for (int before = 0; before < ITEMS; before += 25) {
                double[] next = clicks.next(before, numbers[sessions.item(s, k)]);
                Arrays.setAll(sum, j -> sum[j] + next[j]);
            }
            copy(sum, numbers, scores);
        };
    }

    @Test
    void streamsAreAFunctionOfTheSeed() {
        assertEquals(clicks(50).log(), clicks(50).log());
        assertEquals(clicks(50).log().sessions(), clicks(60).log().sessions().subList(0, 50));
        assertNotEquals(clicks(50).log(), new MarkovClicks(ITEMS, 50, 3, 1.2, 8).log());
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path temp) {
        MarkovClicks clicks = clicks(40);
        clicks.write(temp.resolve("clicks.csv"));
        List<ClickSession> read = ClickLogReader.read(temp.resolve("clicks.csv"), ClickColumns.ANY)
                .sessions();
        assertEquals(clicks.log().sessions(), read);
    }

    @ParameterizedTest
    @CsvSource({
        "501,1,3,1,items",
        "0,1,3,1,items",
        "500,0,3,1,sessions",
        "500,1,0,1,successors",
        "500,1,10,1,successors",
        "500,1,3,-1,skew",
        "500,1,3,NaN,skew"
    })
    void whatMakesNoSourceIsRefused(int items, int sessions, int successors, double skew, String what) {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> new MarkovClicks(items, sessions, successors, skew, 1));
        assertTrue(e.getMessage().startsWith(what + ": expected"), e.getMessage());
    }
}
