package org.gru4j.loss;

import java.util.Arrays;
import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.data.Batch;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base of losses that compare each target with some of V items, not with all: with the other targets of the batch, and
 * with items drawn at random (Hidasi and Karatzoglou, arXiv 1706.03847, section 3.1). All rows of a batch share one set
 * of candidates, in which each item occurs once. If nothing was drawn, as in evaluation, all items are compared.
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public abstract class SampledLoss implements Loss {
    private static final long PLACE = 11;
    private static final int NONE = -1;

    private final ItemSampler sampler;
    private final int samples;
    /** For each item, its column among the candidates; −1 if it is not a candidate. */
    private final int[] columnOf;

    private int[] candidates = new int[0];
    private double[] logInclusion = new double[0];
    private int count;
    private boolean drawn;
    /** For each step, the column of its target. Grows to the largest batch seen. */
    private int[] columns = new int[0];

    /** @param samples number of items to draw in addition to the batch's targets */
    SampledLoss(ItemSampler sampler, int samples) {
        Arguments.requireNotNegative("samples", samples);
        this.sampler = Objects.requireNonNull(sampler, "sampler");
        this.samples = samples;
        columnOf = new int[sampler.count()];
        Arrays.fill(columnOf, NONE);
    }

    /**
     * Draws the candidates for the batch that {@link #compute} is called with next. They are a function of the seed and
     * the step.
     *
     * @param seed the training's seed
     * @param step number of the training step
     * @return [S·N + samples] the candidates, padded with −1 if there are fewer; valid until the next draw
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
            throw new IllegalArgumentException("targets[t=" + t + ", n=" + n + "]: expected 0 to "
                    + (columnOf.length - 1) + " with a count above 0 but got " + item);
        }
    }

    private void add(int item) {
        if (columnOf[item] == NONE) {
            columnOf[item] = count;
            candidates[count++] = item;
        }
    }

    /**
     * Returns the logarithm of the probability that at least one of the other targets or of the samples is this item:
     * log(1 − (1−p)^others·(1−q)^samples).
     */
    private double logInclusion(int item, int others) {
        double logMissed = (others == 0 ? 0 : others * Math.log1p(-sampler.popularity(item)))
                + (samples == 0 ? 0 : samples * Math.log1p(-sampler.probability(item)));
        return logMissed == 0 ? 0 : Math.log(-Math.expm1(logMissed));
    }

    @Override
    public final boolean overwritesGradient() {
        return true;
    }

    @Override
    public final double compute(Tensor output, Batch batch, @Nullable Tensor dOutput) {
        boolean sampled = drawn;
        drawn = false;
        int width = sampled ? candidates.length : sampler.count();
        output.requireShape("scores [S,N,O]", batch.targetSteps(), batch.size(), width);
        if (dOutput != null) {
            dOutput.requireShape("dScores [S,N,O]", batch.targetSteps(), batch.size(), width);
        }
        if (columns.length < batch.targets().length) {
            columns = new int[batch.targets().length];
        }
        for (int t = 0, k = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, k++) {
                columns[k] = !batch.isScored(t, n)
                        ? CrossEntropyKernel.NO_TARGET
                        : sampled ? columnOf[batch.targets()[k]] : batch.targets()[k];
            }
        }
        return sampled
                ? compareSampled(output, columns, logInclusion, count, dOutput)
                : compareAll(output, columns, dOutput);
    }

    /**
     * Computes the mean loss among the candidates.
     *
     * @param scores [S,N,O]; the first {@code candidateCount} of each row are compared
     * @param targets [S,N] column of each target among the candidates, {@link CrossEntropyKernel#NO_TARGET} where
     *     nothing is scored; the array may be longer
     * @param logInclusion for each candidate, the logarithm of its probability to be one
     * @param candidateCount number of candidates
     * @param dScores [S,N,O] out: the gradient; null if not wanted
     */
    abstract double compareSampled(
            Tensor scores, int[] targets, double[] logInclusion, int candidateCount, @Nullable Tensor dScores);

    /** Computes the mean loss among all items. The parameters are as above. */
    abstract double compareAll(Tensor scores, int[] targets, @Nullable Tensor dScores);
}
