package org.gru4j.layer;

import org.gru4j.tensor.Tensor;

/**
 * A function of [T,N,I] with parameters, and its gradient. Holds parameters and nothing of any step; its tensors of a step
 * belong to the pass.
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
     * @return dx [T,N,I], valid until the step ends
     * @throws IllegalStateException without a forward in this step, or a second time
     */
    Tensor backward(Pass pass, Tensor dy);
}
