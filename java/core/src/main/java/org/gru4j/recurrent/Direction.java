package org.gru4j.recurrent;

/** The order in which a layer reads its sequences. Immutable. */
public enum Direction {
    /** From the first step to the last. */
    FORWARD(1),
    /** From the last step to the first. A row shorter than T starts at its own last step. */
    REVERSE(1),
    /**
     * Both. At every step each layer emits the H features of the forward direction, then the H of the reverse
     * direction.
     */
    BIDIRECTIONAL(2);

    private final int count;

    Direction(int count) {
        this.count = count;
    }

    /** D, the number of directions of a layer. */
    public int count() {
        return count;
    }

    /** Returns whether the {@code d}-th direction of a layer reads from the last step to the first. */
    public boolean isReverse(int d) {
        return this == REVERSE || d == 1;
    }
}
