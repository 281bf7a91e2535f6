package org.gru4j.random;

/**
 * A counter-based generator: each number is a hash of (seed, step, place, index), so that a run that resumes, or that
 * computes in another order, sees the same numbers.
 *
 * <p>What is drawn in training follows one rule. A number is a function of
 * <ul>
 *   <li>the training's seed. Of several batches that are accumulated in a step, or models that run in it, each but
 *       the first has a seed made of that one and its number there;
 *   <li>the step: how many {@linkplain org.gru4j.train.Trainer#stepsBegun steps the trainer has begun}, whatever became
 *       of them, and not how many the optimiser has taken;
 *   <li>the place: a hash of the name that the layer has in its model, with the layer in a stack, the direction, and
 *       which mask it is; of noise, the parameter's name;
 *   <li>the index: time step, row of the batch and feature. Replicas share a batch's rows, and draw for each row what
 *       one model draws for it.
 * </ul>
 *
 * <p>The hash is the finaliser of SplitMix64 (Steele, Lea, Flood 2014), applied once for each part of the key. Immutable.
 */
public final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1p-53;

    private final long key;

    /**
     * @param seed the user's
     * @param step which training step, or 0 for what happens once
     * @param place who asks, a constant of the asking code
     */
    public CounterRandom(long seed, long step, long place) {
        key = key(seed, step, place);
    }

    /**
     * What makes a generator this one, and not another. With {@link #uniform(long, long)} it is one that needs no
     * object, for what is drawn at every step.
     */
    public static long key(long seed, long step, long place) {
        return mix(mix(mix(seed + GOLDEN) + step * GOLDEN) + place * GOLDEN);
    }

    /** What {@link #uniform(long)} gives for the generator of that key. */
    public static double uniform(long key, long index) {
        return bits53(key, index) * TO_UNIT;
    }

    /** 53 random bits, of which {@link #uniform(long, long)} is made: as many as a double holds. */
    public static long bits53(long key, long index) {
        return bits(key, index) >>> 11;
    }

    private static long bits(long key, long index) {
        return mix(key + (index + 1) * GOLDEN);
    }

    /** 64 random bits. */
    public long bits(long index) {
        return bits(key, index);
    }

    /** Uniform in [0, 1). */
    public double uniform(long index) {
        return uniform(key, index);
    }

    /** Standard normal, by Box and Muller's transform of the uniforms 2·index and 2·index+1. */
    public double normal(long index) {
        return normal(key, index);
    }

    /** What {@link #normal(long)} gives for the generator of that key. */
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
