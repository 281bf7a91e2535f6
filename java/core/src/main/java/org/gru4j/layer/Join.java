package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A function of several tensors [T,N,I] with parameters, and its gradients. Holds parameters and nothing of any step; its
 * tensors of a step belong to the pass.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters.
 */
public interface Join {
    /** What a node reads in the step of a pass, and where it leaves the gradients of that. */
    interface Inputs {
        /** How many nodes it reads. */
        int count();

        /** What the {@code k}-th of them emitted, [T,N,I]; unchanged until backward has run. */
        Tensor value(int k);

        /** The lengths [N] of the sequences in {@link #value}; null if all have T steps. To be read only. */
        int @Nullable [] lengths(int k);

        /**
         * The layer that emitted {@link #value}; null for inputs of the model and for joins.
         *
         * @param k as above
         */
        @Nullable
        Layer producer(int k);

        /**
         * Adds to the gradient of {@link #value}, in backward.
         *
         * @param gradient of the same shape; valid until the step ends, and not changed any more
         */
        void addGradient(int k, Tensor gradient);

        /**
         * Sets the gradient of the final states of the {@code k}-th node's {@linkplain #producer recurrent layer}, in
         * backward.
         *
         * @param gradient [K,N,H] as {@link Recurrent#lastState}; valid until the step ends
         */
        void addStateGradient(int k, Tensor gradient);
    }

    /** @return y [T,N,O], valid until the step ends */
    Tensor forward(Pass pass, Inputs inputs);

    /**
     * Adds the parameters' gradients to their slab, and those of what it read to the inputs.
     *
     * @param dy [T,N,O] the gradient of y
     * @throws IllegalStateException without a forward in this step, or a second time
     */
    void backward(Pass pass, Tensor dy, Inputs inputs);
}
