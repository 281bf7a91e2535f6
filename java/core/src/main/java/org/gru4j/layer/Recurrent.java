package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that carries states from step to step: all of them in one tensor [K,N,H], as {@link #recurrence} says.
 * Thread-safe as every layer is.
 */
public interface Recurrent extends Layer {
    /** What its parameters are named after. */
    String name();

    /** The direction, the number and the size of its states. */
    Recurrence recurrence();

    /**
     * {@link Layer#forward} from other states than zeros.
     *
     * @param initialStates [K,N,H] copied; null for zeros
     */
    Tensor forward(Pass pass, Tensor x, @Nullable Tensor initialStates);

    /** The states [K,N,H] after each row's last valid step of this pass's last forward; valid until the next one. */
    Tensor lastState(Pass pass);

    /** {@link #lastState}, copied: valid until the step ends. */
    default Tensor finalState(Pass pass) {
        return pass.copy(lastState(pass));
    }
}
