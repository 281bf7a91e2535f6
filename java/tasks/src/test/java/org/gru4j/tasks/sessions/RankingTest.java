package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void recallAndReciprocalRankAreAveragedOverAllPredictions() {
        Ranking ranking = new Ranking();
        for (int rank : new int[] {1, 4, 20, 21, 51}) {
            ranking.add(rank);
        }
        assertEquals(5, ranking.predictions());
        assertEquals(0.6, ranking.value());
        assertEquals(0.4, ranking.recall(19));
        assertEquals(0.8, ranking.recall(Ranking.LONGEST));
        assertEquals((1 + 1 / 4.0 + 1 / 20.0) / 5, ranking.meanReciprocalRank(20), 1e-15);
        assertEquals((1 + 1 / 4.0) / 5, ranking.meanReciprocalRank(4), 1e-15);
        ranking.reset();
        assertEquals(0, ranking.predictions());
    }

    @Test
    void popularityRanksByClicks() {
        ItemSessions training = ItemSessions.of(List.of(new int[] {2, 2, 1}, new int[] {2, 1, 0}));
        Popularity popularity = new Popularity(training, 4);
        float[] scores = new float[4];
        popularity.score(training, 0, 0, scores);
        assertArrayEquals(new float[] {1, 2, 3, 0}, scores);
        // targets 2, 1 and 1, 0 have ranks 1, 2 and 2, 3
        Ranking ranking = Ranking.of(popularity, training, 4);
        assertEquals(4, ranking.predictions());
        assertEquals(0.75, ranking.recall(2));
        assertEquals((1 + 0.5 + 0.5) / 4, ranking.meanReciprocalRank(2));
    }

    @Test
    void neighboursScoreByTheCosineOfTheirSessions() {
        ItemSessions training = ItemSessions.of(
                List.of(new int[] {0, 1, 0, 1}, new int[] {0, 2}, new int[] {1, 2}, new int[] {0, 1, 3}));
        ItemNeighbours neighbours = new ItemNeighbours(training, 5);
        float[] scores = new float[5];
        neighbours.score(training, 0, 2, scores); // item 0, in 3 sessions
        assertArrayEquals(new float[] {0, 2 / 3f, (float) (1 / Math.sqrt(6)), (float) (1 / Math.sqrt(3)), 0}, scores);
        neighbours.score(training, 3, 2, scores); // item 3, in 1 session
        assertArrayEquals(new float[] {(float) (1 / Math.sqrt(3)), (float) (1 / Math.sqrt(3)), 0, 0, 0}, scores);
    }
}
