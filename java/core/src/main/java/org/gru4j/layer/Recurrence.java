package org.gru4j.layer;

import org.gru4j.recurrent.Direction;
import org.gru4j.tensor.Shape;

/**
 * What a recurrent layer carries from step to step: states [K,N,H] for N sequences. Immutable.
 *
 * @param direction in which it reads sequences
 * @param states K: how many states of H numbers each sequence has
 * @param hiddenSize H
 */
public record Recurrence(Direction direction, int states, int hiddenSize) {
    /** [K,N,H] of {@code batch} sequences. */
    public Shape shape(int batch) {
        return Shape.of(states, batch, hiddenSize);
    }

    /**
     * K·H: the floats of one sequence's states.
     *
     * @throws ArithmeticException if they are more than an array holds
     */
    public int size() {
        return Math.multiplyExact(states, hiddenSize);
    }
}
