package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that reads token ids instead of features, so it must come first in its model. Thread-safe like every layer.
 */
public interface TokenLayer extends Layer {
    /**
     * Runs forward.
     *
     * @param ids [T,N] row-major
     * @return y [T,N,O], valid until the step ends
     * @throws IllegalArgumentException if an id of a valid step is out of range
     */
    Tensor forward(Pass pass, int[] ids, int steps, int batch);

    /** @throws IllegalStateException always, because it reads token ids */
    @Override
    default Tensor forward(Pass pass, Tensor x) {
        throw new IllegalStateException("expected token ids but got a tensor, " + x);
    }

    /** @return null: token ids have no gradient */
    @Override
    @Nullable
    Tensor backward(Pass pass, Tensor dy);
}
