package org.gru4j.layer;

import java.util.List;
import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.recurrent.Direction;

/**
 * The spec of {@link FinalStates}: reads I features at each step, and emits I at a single step. It must follow a
 * recurrent layer, with at most dropout in between. Immutable.
 *
 * @param direction of the recurrent layer
 */
public record FinalStatesLayer(int size, Direction direction) implements SameSizeLayer {
    public FinalStatesLayer {
        Arguments.requirePositive("final size", size);
        Objects.requireNonNull(direction, "direction");
        if (size % direction.count() != 0) {
            throw new IllegalArgumentException(
                    "final size: expected an even number, half for each direction, but got " + size);
        }
    }

    @Override
    public String kind() {
        return "final";
    }

    @Override
    public boolean emitsOneStep() {
        return true;
    }

    @Override
    public void requirePlace(List<LayerSpec> layers, int k) {
        int before = k - 1;
        while (before >= 0 && layers.get(before).actsInTrainingOnly()) {
            before--;
        }
        Recurrence below = before < 0 ? null : layers.get(before).recurrence().orElse(null);
        if (below == null) {
            throw new IllegalArgumentException("layer " + k + " (final): expected a recurrent layer before it, at most"
                    + " dropout between them, but got "
                    + (before < 0
                            ? "none"
                            : "layer " + before + " (" + layers.get(before).kind() + ")"));
        }
        if (below.direction() != direction) {
            throw new IllegalArgumentException("layer " + k + " (final): expected the direction of layer " + before
                    + " (" + layers.get(before).kind() + "), " + below.direction() + ", but got " + direction);
        }
    }

    @Override
    public FinalStates create(String name, Parameters parameters) {
        return new FinalStates(name, size, direction);
    }
}
