package org.gru4j.tasks.adding;

import org.gru4j.random.CounterRandom;

/**
 * The adding problem (Hochreiter, Schmidhuber 1997, experiment 4), as Arjovsky, Shah and Bengio 2016 (arXiv 1511.06464,
 * section 5) put it: at each of T steps two features, a value uniform in [0, 1) and a marker that is 1 at two steps,
 * one anywhere in the first half of the sequence and one in the second, and 0 at all others. The target is the sum of
 * the two marked values.
 *
 * <p>Every sequence is a function of the seed, the part and its index: there is no data to hold, and no two epochs are
 * alike.
 */
final class AddingProblem {
    /**
     * The mean squared error of always predicting 1, the target's mean: the variance of a sum of two uniform values,
     * 2·1/12. A model that reaches no less has not learned to remember.
     */
    static final double BASELINE_MSE = 1 / 6.0;
    /** What the baseline predicts. */
    static final double BASELINE_PREDICTION = 1;
    /** Features of a step. */
    static final int FEATURES = 2;

    /** What sequences are for; those of different parts have nothing in common. */
    enum Part {
        /** To learn from. */
        TRAINING,
        /** To choose a model by. */
        VALIDATION,
        /** To report. */
        TEST
    }

    private static final long PLACE = 0x616464;

    private final int steps;
    private final long seed;
    private final Part part;

    /** @param steps T; at least 2 */
    AddingProblem(int steps, long seed, Part part) {
        if (steps < 2) {
            throw new IllegalArgumentException("sequence length: expected at least 2 steps but got " + steps);
        }
        this.steps = steps;
        this.seed = seed;
        this.part = part;
    }

    /** T. */
    int steps() {
        return steps;
    }

    /**
     * The sequences index·N to index·N + N − 1.
     *
     * @param index of the batch, from 0
     * @param inputs receives [T,N,2]: value and marker
     * @param targets receives [N]; says N
     * @throws IllegalArgumentException if the inputs' size does not fit
     */
    void batch(long index, float[] inputs, float[] targets) {
        int size = targets.length;
        if (index < 0 || size == 0 || inputs.length != (long) steps * size * FEATURES) {
            throw new IllegalArgumentException("inputs [T,N,2] of batch " + index + ": expected "
                    + (long) steps * size * FEATURES + " values, [" + steps + ", " + size + ", " + FEATURES
                    + "], but got " + inputs.length);
        }
        for (int n = 0; n < size; n++) {
            fill(index * size + n, n, inputs, targets);
        }
    }

    private void fill(long sequence, int n, float[] inputs, float[] targets) {
        int size = targets.length;
        long key = CounterRandom.key(seed, sequence, PLACE + part.ordinal());
        for (int t = 0; t < steps; t++) {
            inputs[(t * size + n) * FEATURES] = (float) value(key, t);
            inputs[(t * size + n) * FEATURES + 1] = 0;
        }
        int half = steps / 2;
        int first = (int) (CounterRandom.uniform(key, steps) * half);
        int second = half + (int) (CounterRandom.uniform(key, steps + 1L) * (steps - half));
        inputs[(first * size + n) * FEATURES + 1] = 1;
        inputs[(second * size + n) * FEATURES + 1] = 1;
        targets[n] = inputs[(first * size + n) * FEATURES] + inputs[(second * size + n) * FEATURES];
    }

    /** In [0, 1) as a float, too: 24 bits of the double. */
    private static double value(long key, int t) {
        return Math.floor(CounterRandom.uniform(key, t) * 0x1p24) * 0x1p-24;
    }
}
