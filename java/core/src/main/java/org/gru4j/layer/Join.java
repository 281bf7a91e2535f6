package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A function of several tensors [T,N,I] with parameters, and its gradients. It holds only parameters; the tensors of a
 * step belong to the pass.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters.
 */
public interface Join {
    /** The inputs of a node in a step of a pass. The node also adds their gradients here. */
    interface Inputs {
        /** Returns the number of inputs. */
        int count();

        /** Returns the value of the {@code k}-th input, [T,N,I]; unchanged until backward has run. */
        Tensor value(int k);

        /** Returns the lengths [N] of the sequences in {@link #value}; null if all have T steps. Read-only. */
        int @Nullable [] lengths(int k);

        /**
         * Returns the layer that emitted {@link #value}; null for inputs of the model and for joins.
         *
         * @param k the index of the input
         */
        @Nullable
        Layer producer(int k);

        /**
         * Adds to the gradient of {@link #value}, in backward.
         *
         * @param gradient of the same shape; valid until the step ends, and must not change afterwards
         */
        void addGradient(int k, Tensor gradient);

        /**
         * Sets the gradient of the final states of the {@code k}-th input's {@linkplain #producer recurrent layer}, in
         * backward.
         *
         * @param gradient [K,N,H] as {@link Recurrent#lastState}; valid until the step ends
         */
        void addStateGradient(int k, Tensor gradient);
    }

    /** @return y [T,N,O], valid until the step ends */
    Tensor forward(Pass pass, Inputs inputs);

    /**
     * Runs backward. Adds the parameters' gradients to their slab, and the inputs' gradients to the inputs.
     *
     * @param dy [T,N,O] the gradient of y
     * @throws IllegalStateException if there was no forward in this step, or backward has already run
     */
    void backward(Pass pass, Tensor dy, Inputs inputs);
}
