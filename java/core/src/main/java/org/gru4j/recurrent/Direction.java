package org.gru4j.recurrent;

/** The order in which a layer reads its sequences. Immutable. */
public enum Direction {
    /** First step to last. */
    FORWARD(1),
    /** Last step to first; a row shorter than T starts at its own last step. */
    REVERSE(1),
    /** Both; each layer emits forward's H features, then reverse's H, for every step. */
    BIDIRECTIONAL(2);

    private final int count;

    Direction(int count) {
        this.count = count;
    }

    /** D: how many states a layer keeps. */
    public int count() {
        return count;
    }

    /** Whether the {@code d}-th of a layer's states reads from the last step to the first. */
    public boolean isReverse(int d) {
        return this == REVERSE || d == 1;
    }
}
