package org.gru4j.train;

import org.gru4j.argument.Arguments;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;

/**
 * Metrics based on the target's rank among all classes, averaged over the scored steps. The rank is 1 plus the number
 * of other classes whose score is not lower. Ties and NaN scores therefore count against the target.
 *
 * <p>Not thread-safe: use one instance for each thread.
 */
public final class RankMetric implements Metric {
    private final String name;
    private final int cutoff;
    private final boolean reciprocal;
    private float[] row = new float[0];
    private double sum;
    private long count;

    private RankMetric(String name, int cutoff, boolean reciprocal) {
        Arguments.requirePositive("k", cutoff);
        this.name = name;
        this.cutoff = cutoff;
        this.reciprocal = reciprocal;
    }

    /** Returns the fraction of targets with the highest score; named {@code accuracy}. */
    public static RankMetric accuracy() {
        return new RankMetric("accuracy", 1, false);
    }

    /** Returns the fraction of targets among the k classes with the highest scores; named {@code recall_at_k}. */
    public static RankMetric recallAt(int k) {
        return new RankMetric("recall_at_" + k, k, false);
    }

    /**
     * Returns the mean reciprocal rank: the mean of 1 ÷ rank, where ranks beyond k count as 0; named {@code mrr_at_k}.
     */
    public static RankMetric meanReciprocalRankAt(int k) {
        return new RankMetric("mrr_at_" + k, k, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void reset() {
        sum = 0;
        count = 0;
    }

    @Override
    public void add(Tensor output, Batch batch) {
        int classes = output.dim(2);
        output.requireShape("output [S,N,V]", batch.targetSteps(), batch.size(), classes);
        if (row.length < classes) {
            row = new float[classes];
        }
        for (int t = 0, at = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, at++) {
                if (batch.isScored(t, n)) {
                    output.read(at * classes, row, 0, classes);
                    int rank = rank(row, classes, requireClass(batch.targets()[at], classes, t, n));
                    sum += rank > cutoff ? 0 : reciprocal ? 1.0 / rank : 1;
                    count++;
                }
            }
        }
    }

    private static int requireClass(int target, int classes, int t, int n) {
        if (target < 0 || target >= classes) {
            throw new IllegalArgumentException(
                    "targets[t=" + t + ", n=" + n + "]: expected 0 to " + (classes - 1) + " but got " + target);
        }
        return target;
    }

    /** Returns the rank of a target among the first {@code classes} scores. */
    public static int rank(float[] scores, int classes, int target) {
        int rank = 1;
        for (int j = 0; j < classes; j++) {
            if (j != target && !(scores[j] < scores[target])) {
                rank++;
            }
        }
        return rank;
    }

    @Override
    public double value() {
        return sum / count;
    }
}
