package org.gru4j.recurrent;

/** Checks of the numbers that recurrent layers are described with. */
final class SpecChecks {
    private SpecChecks() {}

    static void requirePositive(String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, got " + value);
        }
    }

    static void requireProbability(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must be from 0 to below 1, got " + value);
        }
    }

    /** So that products with numLayers are ints: a description may come from a damaged file. */
    static void requireLayers(int numLayers, int statesOfEach) {
        requirePositive("numLayers", numLayers);
        if (numLayers > Integer.MAX_VALUE / statesOfEach) {
            throw new IllegalArgumentException(
                    "numLayers must be at most " + Integer.MAX_VALUE / statesOfEach + ", got "
                    + numLayers);
        }
    }
}
