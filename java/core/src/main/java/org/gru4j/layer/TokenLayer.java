package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer that reads token ids instead of features, and so comes first in its model. Thread-safe as every layer is. */
public interface TokenLayer extends Layer {
    /**
     * @param ids [T,N] row-major
     * @return y [T,N,O], valid until the step ends
     * @throws IllegalArgumentException if an id of a valid step is out of range
     */
    Tensor forward(Pass pass, int[] ids, int steps, int batch);

    /** @throws IllegalStateException always: it reads token ids */
    @Override
    default Tensor forward(Pass pass, Tensor x) {
        throw new IllegalStateException("a layer that reads token ids was given a tensor, " + x);
    }

    /** @return null: there is no gradient of token ids */
    @Override
    @Nullable
    Tensor backward(Pass pass, Tensor dy);
}
