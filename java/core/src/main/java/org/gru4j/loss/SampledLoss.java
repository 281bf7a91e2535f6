package org.gru4j.loss;

import java.util.Arrays;
import org.gru4j.data.Batch;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;

/**
 * Losses that compare each target with a few of V items, not with all: with the other targets of the batch, and with
 * items drawn at random (Hidasi and Karatzoglou, arXiv 1706.03847, section 3.1). All rows of a batch share one set of
 * candidates, each in it once. Where nothing was drawn, in evaluation, all items are compared.
 */
public abstract class SampledLoss implements Loss {
    private static final long PLACE = 11;
    private static final int NONE = -1;

    private final ItemSampler sampler;
    private final int samples;
    /** The column of each item among the candidates. */
    private final int[] columnOf;
    private int[] candidates = new int[0];
    private double[] logInclusion = new double[0];
    private int count;
    private boolean drawn;
    private float[] row = new float[0];

    /** @param samples how many items to draw in addition to the batch's targets */
    SampledLoss(ItemSampler sampler, int samples) {
        if (samples < 0) {
            throw new IllegalArgumentException("samples: expected 0 or more but got " + samples);
        }
        this.sampler = sampler;
        this.samples = samples;
        columnOf = new int[sampler.count()];
        Arrays.fill(columnOf, NONE);
    }

    /**
     * Draws the candidates of the batch that {@link #compute} sees next.
     *
     * @param seed and step: what is drawn is a function of them
     * @return the candidates, −1 where there are fewer than the S·N targets and the samples; valid until the next draw
     */
    public final int[] draw(Batch batch, long seed, long step) {
        int[] targets = batch.targets();
        if (candidates.length != targets.length + samples) {
            candidates = new int[targets.length + samples];
            logInclusion = new double[candidates.length];
            count = 0;
        }
        Arrays.fill(candidates, NONE);
        Arrays.fill(columnOf, NONE);
        count = 0;
        int scored = 0;
        for (int t = 0, k = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, k++) {
                if (batch.isScored(t, n)) {
                    requireItem(targets[k], t, n);
                    add(targets[k]);
                    scored++;
                }
            }
        }
        long key = CounterRandom.key(seed, step, PLACE);
        for (int k = 0; k < samples; k++) {
            add(sampler.draw(CounterRandom.uniform(key, k)));
        }
        for (int c = 0; c < count; c++) {
            logInclusion[c] = logInclusion(candidates[c], scored - 1);
        }
        drawn = true;
        return candidates;
    }

    private void requireItem(int item, int t, int n) {
        if (item < 0 || item >= columnOf.length || sampler.popularity(item) == 0) {
            throw new IllegalArgumentException("targets[t=" + t + ", n=" + n + "]: expected 0 to " + (columnOf.length - 1)
                    + ", of a count above 0, but got " + item);
        }
    }

    private void add(int item) {
        if (columnOf[item] == NONE) {
            columnOf[item] = count;
            candidates[count++] = item;
        }
    }

    /** log(1 − (1−p)^others·(1−q)^samples): that at least one of the other targets or of the samples is this item. */
    private double logInclusion(int item, int others) {
        double logMissed = (others == 0 ? 0 : others * Math.log1p(-sampler.popularity(item)))
                + (samples == 0 ? 0 : samples * Math.log1p(-sampler.probability(item)));
        return logMissed == 0 ? 0 : Math.log(-Math.expm1(logMissed));
    }

    @Override
    public final double compute(Tensor output, Batch batch, Tensor dOutput) {
        boolean sampled = drawn;
        drawn = false;
        int width = sampled ? candidates.length : sampler.count();
        int compared = sampled ? count : width;
        output.requireShape("scores [S,N,O]", batch.targetSteps(), batch.size(), width);
        if (dOutput != null) {
            dOutput.requireShape("dScores [S,N,O]", batch.targetSteps(), batch.size(), width);
        }
        if (row.length < width) {
            row = new float[width];
        }
        int scored = count(batch);
        double sum = 0;
        for (int t = 0, at = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, at++) {
                if (batch.isScored(t, n)) {
                    int target = batch.targets()[at];
                    output.read(at * width, row, 0, width);
                    sum += row(row, sampled ? logInclusion : null, compared, sampled ? columnOf[target] : target,
                            1.0 / scored);
                    Arrays.fill(row, compared, width, 0);
                    if (dOutput != null) {
                        dOutput.write(at * width, row, 0, width);
                    }
                } else if (dOutput != null) {
                    dOutput.zero(at * width, width);
                }
            }
        }
        return scored == 0 ? 0 : sum / scored;
    }

    /**
     * One row's loss.
     *
     * @param scores in: of each candidate; out: the gradient of {@code weight} times the loss
     * @param logInclusion the logarithm of how probable each is to be a candidate; null if all items are
     * @param target which candidate is the target
     */
    abstract double row(float[] scores, double[] logInclusion, int candidateCount, int target, double weight);
}
