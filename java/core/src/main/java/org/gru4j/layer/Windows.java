package org.gru4j.layer;

import org.gru4j.argument.Arguments;

/** Computes where windows of K steps lie in a sequence: window w begins at step w·stride − before. */
final class Windows {
    private Windows() {}

    static void require(String layer, int kernelSize, int stride) {
        Arguments.requirePositive(layer + " kernelSize", kernelSize);
        Arguments.requirePositive(layer + " stride", stride);
    }

    /** Returns the number of windows of a sequence with {@code steps} steps. */
    static int count(int steps, int kernelSize, int stride, Padding padding) {
        return switch (padding) {
            case VALID -> steps < kernelSize ? 0 : (steps - kernelSize) / stride + 1;
            case SAME, CAUSAL -> steps == 0 ? 0 : (steps - 1) / stride + 1;
        };
    }

    /**
     * Returns the number of zero steps before the first step. For {@link Padding#SAME} it is half of all, rounded down,
     * as in Keras and PyTorch.
     *
     * @param steps valid steps of the sequence
     */
    static int before(int steps, int kernelSize, int stride, Padding padding) {
        return switch (padding) {
            case VALID -> 0;
            case CAUSAL -> kernelSize - 1;
            case SAME -> {
                long covered = (count(steps, kernelSize, stride, padding) - 1L) * stride + kernelSize;
                yield (int) Math.max(0, covered - steps) / 2;
            }
        };
    }
}
