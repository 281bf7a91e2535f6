package org.gru4j.measure;

import org.gru4j.random.CounterRandom;

/**
 * A checksum of a tensor of n numbers that shows whether two tensors are approximately equal.
 *
 * @param norm the root of the mean square
 * @param projection the mean of the products with fixed random numbers in [−1, 1), times √n; it depends on the order
 *     and the signs of the numbers
 */
public record Checksum(double norm, double projection) {
    /** The tolerance, relative to the norm. Rounding in float32 causes about 1e-6, a misunderstood parameter 1e-1. */
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

    /** Returns whether both tensors have the same numbers in the same order, within a thousandth. */
    public boolean agreesWith(Checksum other) {
        return sameNormAs(other) && Math.abs(projection - other.projection) <= TOLERANCE * other.norm;
    }

    /** Returns whether both tensors may have the same numbers, perhaps in a different order. */
    public boolean sameNormAs(Checksum other) {
        return Math.abs(norm - other.norm) <= TOLERANCE * other.norm;
    }

    /** Returns a text that {@link #parse} reads. */
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
