package org.gru4j.measure;

import org.gru4j.random.CounterRandom;

/**
 * Tells whether two tensors are about the same.
 *
 * @param norm the root of the mean square
 * @param projection the mean product with fixed numbers in [−1, 1), times √n: it depends on order and sign
 */
public record Checksum(double norm, double projection) {
    /** Relative to the norm; float32 differs by some 1e-6, a misunderstood parameter by 1e-1. */
    private static final double TOLERANCE = 1e-3;

    public static Checksum of(float... values) {
        CounterRandom random = new CounterRandom(7, 0, 0);
        double squares = 0;
        double product = 0;
        for (int k = 0; k < values.length; k++) {
            squares += (double) values[k] * values[k];
            product += values[k] * (2 * random.uniform(k) - 1);
        }
        return new Checksum(Math.sqrt(squares / values.length), product / Math.sqrt(values.length));
    }

    /** Whether both are of the same numbers, within a thousandth. */
    public boolean agreesWith(Checksum other) {
        return sameNormAs(other) && Math.abs(projection - other.projection) <= TOLERANCE * other.norm;
    }

    /** Whether both are of the same numbers as far as can be told when they may be in another order. */
    public boolean sameNormAs(Checksum other) {
        return Math.abs(norm - other.norm) <= TOLERANCE * other.norm;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return norm + "," + projection;
    }

    public static Checksum parse(String text) {
        int comma = text.indexOf(',');
        return new Checksum(
                Double.parseDouble(text.substring(0, comma)), Double.parseDouble(text.substring(comma + 1)));
    }
}
