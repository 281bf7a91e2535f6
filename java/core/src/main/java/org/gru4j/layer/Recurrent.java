package org.gru4j.layer;

import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * A layer that carries states from step to step: all of them in one tensor [K,N,H], K of the layer's own. Thread-safe
 * as every layer is.
 */
public interface Recurrent extends Layer {
    /** What its parameters are named after. */
    String name();

    /** [K,N,H] of the states of {@code batch} sequences. */
    Shape stateShape(int batch);

    /**
     * {@link Layer#forward} from other states than zeros.
     *
     * @param initialStates [K,N,H] copied; null for zeros
     */
    Tensor forward(Pass pass, Tensor x, Tensor initialStates);

    /** The states [K,N,H] after each row's last valid step of this pass's last forward; valid until the step ends. */
    Tensor finalState(Pass pass);
}
