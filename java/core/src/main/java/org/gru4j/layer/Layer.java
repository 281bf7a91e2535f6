package org.gru4j.layer;

import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A function of [T,N,I] with parameters, and its gradient. Holds parameters and nothing of any step; its tensors of a
 * step belong to the pass.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters.
 */
public interface Layer {
    /**
     * @param x [T,N,I] unchanged until backward has run
     * @return y [T,N,O], valid until the step ends
     */
    Tensor forward(Pass pass, Tensor x);

    /**
     * Adds the parameters' gradients to their slab.
     *
     * @param dy [T,N,O] the gradient of y
     * @return dx [T,N,I], valid until the step ends; null of a layer that reads token ids
     * @throws IllegalStateException without a forward in this step, or a second time
     */
    @Nullable
    Tensor backward(Pass pass, Tensor dy);

    /**
     * Checks what a layer is given.
     *
     * @param layer its name, for the error
     * @param features I
     * @throws ShapeException if x is not [T,N,I]
     */
    static void requireInput(String layer, Tensor x, int features) {
        if (x.shape().rank() != 3) { // the name is put together only for the message
            x.requireRank(layer + ": x [T,N,I]", 3);
        }
        x.requireShape("x [T,N,I]", x.dim(0), x.dim(1), features);
    }
}
