package org.gru4j.layer;

import org.gru4j.recurrent.Direction;
import org.gru4j.tensor.Shape;

/**
 * The states that a recurrent layer carries from step to step: [K,N,H] for N sequences. Immutable.
 *
 * @param direction in which it reads sequences
 * @param states K, the number of states of H numbers that each sequence has
 * @param hiddenSize H
 */
public record Recurrence(Direction direction, int states, int hiddenSize) {
    /** Returns the shape [K,N,H] for {@code batch} sequences. */
    public Shape shape(int batch) {
        return Shape.of(states, batch, hiddenSize);
    }

    /**
     * Returns K·H, the number of floats in one sequence's states.
     *
     * @throws ArithmeticException if there are more than fit into an array
     */
    public int size() {
        return Math.multiplyExact(states, hiddenSize);
    }
}
