package org.gru4j.random;

/**
 * A counter-based random generator: each number is a hash of (seed, step, place, index). A training that resumes, or
 * that computes in another order, therefore draws the same numbers.
 *
 * <p>Everything that is drawn in training follows one rule. A number is a function of
 * <ul>
 *   <li>the training's seed. If several batches are accumulated in a step, or several models draw in it, each except
 *       the first has a seed that is derived from the training's seed and its number in the step;
 *   <li>the step: how many {@linkplain org.gru4j.train.Trainer#stepsBegun steps the trainer has begun}, whether they
 *       succeeded or not. It is not the number of steps that the optimizer has taken;
 *   <li>the place: a hash of the name that the layer has in its model, with the stacked layer, the direction and the
 *       kind of mask; for noise, of the parameter's name;
 *   <li>the index: time step, row of the batch and feature. Replicas share the rows of a batch, and draw for each row
 *       what a single model draws for it.
 * </ul>
 *
 * <p>The hash is the finaliser of SplitMix64 (Steele, Lea, Flood 2014), applied once for each part of the key.
 * Immutable.
 */
public final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1p-53;

    private final long key;

    /**
     * Creates a generator.
     *
     * @param seed the user's seed
     * @param step number of the training step; 0 for numbers that are drawn once
     * @param place a constant that identifies the code that draws
     */
    public CounterRandom(long seed, long step, long place) {
        key = key(seed, step, place);
    }

    /**
     * Returns the key of a generator. With {@link #uniform(long, long)}, numbers are drawn without an object, for code
     * that draws at every step.
     */
    public static long key(long seed, long step, long place) {
        return mix(mix(mix(seed + GOLDEN) + step * GOLDEN) + place * GOLDEN);
    }

    /** Returns {@link #uniform(long)} of the generator with this key. */
    public static double uniform(long key, long index) {
        return bits53(key, index) * TO_UNIT;
    }

    /** Returns 53 random bits, from which {@link #uniform(long, long)} is computed: the precision of a double. */
    public static long bits53(long key, long index) {
        return bits(key, index) >>> 11;
    }

    private static long bits(long key, long index) {
        return mix(key + (index + 1) * GOLDEN);
    }

    /** Returns 64 random bits. */
    public long bits(long index) {
        return bits(key, index);
    }

    /** Returns a uniform number in [0, 1). */
    public double uniform(long index) {
        return uniform(key, index);
    }

    /** Returns a standard normal number: the Box–Muller transform of the uniform numbers 2·index and 2·index+1. */
    public double normal(long index) {
        return normal(key, index);
    }

    /** Returns {@link #normal(long)} of the generator with this key. */
    public static double normal(long key, long index) {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform(key, 2 * index)));
        return radius * Math.cos(2 * Math.PI * uniform(key, 2 * index + 1));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
