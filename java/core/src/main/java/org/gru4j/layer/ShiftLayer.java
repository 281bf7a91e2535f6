package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/**
 * The spec of a shift by k steps to later: y_t = x_{t−k}, with zeros before the first step and beyond each row's
 * length. A decoder in training reads the correct answers shifted by one step (teacher forcing). A negative k shifts to
 * earlier. Immutable.
 *
 * @param steps k, not 0
 */
public record ShiftLayer(int size, int steps) implements SameSizeLayer {
    public ShiftLayer {
        Arguments.requirePositive("shift size", size);
        if (steps == 0) {
            throw new IllegalArgumentException("shift steps: expected a number other than 0");
        }
    }

    @Override
    public String kind() {
        return "shift";
    }

    @Override
    public boolean readsSequences() {
        return true;
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new StepOrder(name, size) {
            @Override
            int source(int t, int length) {
                long from = (long) t - steps;
                return from < length ? (int) Math.max(-1, from) : -1;
            }
        };
    }
}
