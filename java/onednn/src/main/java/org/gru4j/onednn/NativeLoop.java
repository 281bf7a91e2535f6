package org.gru4j.onednn;

import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Tensor;

/** Training steps without Java in between, for benchmarks that tell what Java costs. Thread-safe: it has no state. */
public final class NativeLoop {
    private NativeLoop() {}

    /**
     * Runs forward and backward {@code repetitions} times in a native loop, each time with weights that count as
     * changed. What is written is what the last of them leaves; the parameters' gradients are added to by all.
     *
     * @param kernel of the onednn backend, for training
     * @param weights W [I,3,H], U [H,3,H], b [3|4,H] or null
     * @param x [T,N,I]
     * @param y [T,N,H] out
     * @param hT [N,H] out
     * @param dy [T,N,H]
     * @param gradients in the layout of the weights
     * @param dx [T,N,I] out
     * @param workspace of the kernel
     * @return how long the loop took, in seconds
     * @throws IllegalArgumentException if the kernel is another backend's, a tensor is null, or nothing is to be repeated
     */
    public static double training(
            RecurrentKernel kernel,
            RecurrentWeights weights,
            Tensor x,
            Tensor y,
            Tensor hT,
            Tensor dy,
            RecurrentWeights gradients,
            Tensor dx,
            RecurrentWorkspace workspace,
            int repetitions) {
        if (!(kernel instanceof NativeRecurrentKernel ours)) {
            throw new IllegalArgumentException("kernel " + kernel.dims() + ": expected one of the onednn backend");
        }
        if (dy == null || dx == null || repetitions <= 0) {
            throw new IllegalArgumentException(
                    "dy and dx must be given and repetitions positive, got " + dy + ", " + dx + ", " + repetitions);
        }
        // one ordinary step checks all that the loop takes on trust
        kernel.forward(weights, x, null, null, null, y, hT, workspace);
        kernel.backward(dy, null, gradients, dx, null, workspace);
        kernel.forward(weights, x, null, null, null, y, hT, workspace);
        return ours.loopTraining(dy, gradients, dx, workspace, hT, repetitions);
    }
}
