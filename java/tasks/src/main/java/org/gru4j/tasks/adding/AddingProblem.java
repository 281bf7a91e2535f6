package org.gru4j.tasks.adding;

import org.gru4j.random.CounterRandom;

/**
 * The adding problem (Hochreiter, Schmidhuber 1997, experiment 4), as Arjovsky, Shah and Bengio 2016 (arXiv 1511.06464,
 * section 5) define it. Each of the T steps has two features: a value that is uniform in [0, 1), and a marker. The
 * marker is 1 at one random step in the first half of the sequence and at one in the second half, and 0 elsewhere. The
 * target is the sum of the two marked values.
 *
 * <p>Every sequence is a function of the seed, the part and its index. So no data is stored, and no two epochs are the
 * same.
 */
final class AddingProblem {
    /**
     * The mean squared error of always predicting 1, the target's mean: the variance of a sum of two uniform values,
     * 2·1/12. A model that does not get below this has not learned to remember.
     */
    static final double BASELINE_MSE = 1 / 6.0;
    /** The baseline's constant prediction. */
    static final double BASELINE_PREDICTION = 1;
    /** Features per step. */
    static final int FEATURES = 2;

    /** The parts of the data. Sequences of different parts are independent. */
    enum Part {
        /** Sequences to learn from. */
        TRAINING,
        /** Sequences for validation. */
        VALIDATION,
        /** Sequences for the final test. */
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

    /** Returns T. */
    int steps() {
        return steps;
    }

    /**
     * Generates the sequences index·N to index·N + N − 1.
     *
     * @param index of the batch, from 0
     * @param inputs receives [T,N,2]: value and marker
     * @param targets receives [N]; its length defines N
     * @throws IllegalArgumentException if the inputs' size does not match
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

    /** Returns a random value that remains below 1 as a float: it has only 24 bits. */
    private static double value(long key, int t) {
        return Math.floor(CounterRandom.uniform(key, t) * 0x1p24) * 0x1p-24;
    }
}
