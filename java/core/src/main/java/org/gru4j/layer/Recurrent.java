package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that carries states from step to step. All of its states are in one tensor [K,N,H], described by
 * {@link #recurrence}. Thread-safe like every layer.
 */
public interface Recurrent extends Layer {
    /** Returns the prefix of its parameters' names. */
    String name();

    /** Returns the direction, the number and the size of its states. */
    Recurrence recurrence();

    /**
     * Runs {@link Layer#forward} from the given states.
     *
     * @param initialStates [K,N,H] copied; null for zeros
     */
    Tensor forward(Pass pass, Tensor x, @Nullable Tensor initialStates);

    /**
     * Returns the states [K,N,H] after each row's last valid step of this pass's last forward; valid until the next
     * forward.
     */
    Tensor lastState(Pass pass);

    /** Returns a copy of {@link #lastState}, valid until the step ends. */
    default Tensor finalState(Pass pass) {
        return pass.copy(lastState(pass));
    }
}
