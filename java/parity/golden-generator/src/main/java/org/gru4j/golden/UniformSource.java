package org.gru4j.golden;

/** Generates uniform random numbers that are exact in float32, with SplitMix64. A name yields the same on every JDK. */
final class UniformSource {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** @param name the seed; its FNV-1a hash is used */
    UniformSource(String name) {
        state = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) state = (state ^ name.charAt(i)) * FNV_PRIME;
    }

    /** Fills a tensor with multiples of 2^-fractionBits in [-bound, bound]. */
    Values draw(double bound, int fractionBits, long... shape) {
        if (Math.scalb(bound, fractionBits) > 0x1p24)
            throw new IllegalArgumentException("not exact in float32: bound " + bound + ", 2^-" + fractionBits);
        int size = 1;
        for (long dimension : shape) size = Math.multiplyExact(size, Math.toIntExact(dimension));
        double[] data = new double[size];
        for (int i = 0; i < size; i++) {
            long multiple = Math.round(Math.scalb(bound * nextSigned(), fractionBits));
            data[i] = Math.scalb((double) multiple, -fractionBits);
        }
        return new Values(shape, data);
    }

    /** Returns a number in [-1, 1). */
    private double nextSigned() {
        return (nextLong() >> 10) * 0x1p-53;
    }

    private long nextLong() {
        state += GOLDEN_GAMMA;
        long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
