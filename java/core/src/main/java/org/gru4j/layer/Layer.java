package org.gru4j.layer;

import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A function of [T,N,I] with parameters, and its gradient. It holds only parameters; the tensors of a step belong to
 * the pass.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters.
 */
public interface Layer {
    /**
     * Runs forward.
     *
     * @param x [T,N,I]; must not change until backward has run
     * @return y [T,N,O], valid until the step ends
     */
    Tensor forward(Pass pass, Tensor x);

    /**
     * Runs backward, and adds the parameters' gradients to their slab.
     *
     * @param dy [T,N,O] the gradient of y
     * @return dx [T,N,I], valid until the step ends; null for a layer that reads token ids
     * @throws IllegalStateException if there was no forward in this step, or backward has already run
     */
    @Nullable
    Tensor backward(Pass pass, Tensor dy);

    /**
     * Checks the input of a layer.
     *
     * @param layer its name, for the message
     * @param features I
     * @throws ShapeException if x is not [T,N,I]
     */
    static void requireInput(String layer, Tensor x, int features) {
        if (x.shape().rank() != 3) { // builds the name only if there is an error
            x.requireRank(layer + ": x [T,N,I]", 3);
        }
        x.requireShape("x [T,N,I]", x.dim(0), x.dim(1), features);
    }
}
