package org.gru4j.layer;

/** Checks of the sizes that layers are described with. */
final class Sizes {
    private Sizes() {}

    /** @throws IllegalArgumentException if it is not */
    static void requirePositive(String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, got " + value);
        }
    }
}
