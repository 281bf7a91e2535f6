package org.gru4j.tasks.sessions;

import java.util.Arrays;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;
import org.gru4j.train.Metric;
import org.gru4j.train.RankMetric;

/**
 * Recall and mean reciprocal rank over predictions of one item each (Hidasi et al. 2016, section 4), at any K up to
 * {@value #LONGEST}:
 *
 * <pre>
 *     Recall@K = how many have rank ≤ K / how many there are
 *     MRR@K    = Σ over those of rank ≤ K of 1/rank / how many there are
 * </pre>
 *
 * Ranks are {@link RankMetric}'s: a model that gives all items the same score gets no credit.
 */
final class Ranking implements Metric {
    /** How many items are recommended. */
    static final int K = 20;
    /** The longest list of recommendations that is scored. */
    static final int LONGEST = 50;

    private final long[] ofRank = new long[LONGEST + 1];
    private long predictions;
    private float[] row = new float[0];

    /** Lets a recommender rank every next click of the sessions. */
    static Ranking of(Recommender recommender, ItemSessions sessions, int items) {
        Ranking ranking = new Ranking();
        float[] scores = new float[items];
        for (int s = 0; s < sessions.count(); s++) {
            for (int click = 0; click + 1 < sessions.length(s); click++) {
                recommender.score(sessions, s, click, scores);
                ranking.add(RankMetric.rank(scores, items, sessions.item(s, click + 1)));
            }
        }
        return ranking;
    }

    @Override
    public String name() {
        return "recall_at_" + K;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void reset() {
        Arrays.fill(ofRank, 0);
        predictions = 0;
    }

    @Override
    public void add(Tensor output, Batch batch) {
        int items = output.dim(2);
        output.requireShape("scores [T,N,V]", batch.targetSteps(), batch.size(), items);
        row = row.length < items ? new float[items] : row;
        for (int t = 0, at = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, at++) {
                if (batch.isScored(t, n)) {
                    output.read(at * items, row, 0, items);
                    add(RankMetric.rank(row, items, batch.targets()[at]));
                }
            }
        }
    }

    /** Adds a prediction whose target has this rank, from 1. */
    void add(int rank) {
        predictions++;
        if (rank <= LONGEST) {
            ofRank[rank]++;
        }
    }

    long predictions() {
        return predictions;
    }

    @Override
    public double value() {
        return recall(K);
    }

    /** Returns Recall@k; NaN before the first prediction. */
    double recall(int k) {
        long hits = 0;
        for (int rank = 1; rank <= k; rank++) {
            hits += ofRank[rank];
        }
        return (double) hits / predictions;
    }

    /** Returns MRR@k; NaN before the first prediction. */
    double meanReciprocalRank(int k) {
        double sum = 0;
        for (int rank = 1; rank <= k; rank++) {
            sum += (double) ofRank[rank] / rank;
        }
        return sum / predictions;
    }
}
