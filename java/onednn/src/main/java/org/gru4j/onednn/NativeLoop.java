package org.gru4j.onednn;

import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Tensor;

/**
 * Runs training steps without Java between them, for benchmarks that measure the overhead of Java. Thread-safe: it has
 * no state.
 */
public final class NativeLoop {
    private NativeLoop() {}

    /**
     * Runs forward and backward {@code repetitions} times in a native loop. Each time the weights count as changed.
     * Outputs contain the results of the last repetition; the gradients of the parameters are summed over all
     * repetitions, and over one training step before the loop.
     *
     * @param kernel a kernel of the onednn backend, for training
     * @param weights W [I,3,H], U [H,3,H], b [3|4,H] or null
     * @param x [T,N,I]
     * @param y [T,N,H] out
     * @param hT [N,H] out
     * @param dy [T,N,H]
     * @param gradients the gradients of the weights, in the same layout
     * @param dx [T,N,I] out
     * @param workspace a workspace of the kernel
     * @return the duration of the loop in seconds
     * @throws IllegalArgumentException if the kernel belongs to another backend, {@code dy} or {@code dx} is null, or
     *     {@code repetitions} is not positive
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
            throw new IllegalArgumentException("kernel " + kernel.dims() + ": expected a kernel of the onednn backend");
        }
        if (dy == null || dx == null || repetitions <= 0) {
            throw new IllegalArgumentException("expected dy and dx, and a positive number of repetitions, but got " + dy
                    + ", " + dx + " and " + repetitions);
        }
        // one ordinary training step makes all checks, which the loop omits
        kernel.forward(weights, x, null, null, null, y, hT, workspace);
        kernel.backward(dy, null, gradients, dx, null, workspace);
        kernel.forward(weights, x, null, null, null, y, hT, workspace);
        return ours.loopTraining(dy, gradients, dx, workspace, hT, repetitions);
    }
}
