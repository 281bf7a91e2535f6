package org.gru4j.cli.sessions;

/**
 * Recall and mean reciprocal rank over predictions, each of one item (Hidasi et al. 2016, section 4):
 *
 * <pre>
 *     Recall@K = how many have rank ≤ K / how many there are
 *     MRR@K    = Σ over those of rank ≤ K of 1/rank / how many there are
 * </pre>
 *
 * The rank is conservative: 1 + the number of other items that are not scored lower. So an item is ranked behind all
 * that tie with it, a model that scores all items alike gets no credit, nor does one whose scores are not numbers.
 */
final class Ranking {
    private final int k;
    private long predictions;
    private long hits;
    private double reciprocalRanks;

    /** @param k how many items are recommended */
    Ranking(int k) {
        if (k <= 0) {
            throw new IllegalArgumentException("k must be positive, got " + k);
        }
        this.k = k;
    }

    /** Every next click of the sessions, as the recommender ranks it. */
    static Ranking of(Recommender recommender, ItemSessions sessions, int items, int k) {
        Ranking ranking = new Ranking(k);
        float[] scores = new float[items];
        for (int s = 0; s < sessions.count(); s++) {
            for (int click = 0; click + 1 < sessions.length(s); click++) {
                recommender.score(sessions, s, click, scores);
                ranking.add(rank(scores, 0, items, sessions.item(s, click + 1)));
            }
        }
        return ranking;
    }

    /** The rank, from 1, of a target among the {@code items} scores from {@code from} on. */
    static int rank(float[] scores, int from, int items, int target) {
        float score = scores[from + target];
        int rank = 0;
        for (int i = from; i < from + items; i++) {
            rank += scores[i] < score ? 0 : 1; // counts the target itself, and what is not a number
        }
        return rank;
    }

    /** One more prediction. */
    void add(int rank) {
        predictions++;
        if (rank <= k) {
            hits++;
            reciprocalRanks += 1.0 / rank;
        }
    }

    long predictions() {
        return predictions;
    }

    /** Recall@K; NaN before the first prediction. */
    double recall() {
        return (double) hits / predictions;
    }

    /** MRR@K; NaN before the first prediction. */
    double meanReciprocalRank() {
        return reciprocalRanks / predictions;
    }
}
