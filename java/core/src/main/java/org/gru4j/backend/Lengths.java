package org.gru4j.backend;

import org.gru4j.tensor.ShapeException;

/** Checks of per-row lengths. Thread-safe: it has no state. */
public final class Lengths {
    private Lengths() {}

    /**
     * @throws ShapeException if there are not {@code batch} of them
     * @throws IllegalArgumentException if one is negative or above {@code steps}
     */
    public static void require(int[] lengths, int batch, int steps) {
        if (lengths.length != batch) {
            throw new ShapeException("lengths [N]: expected [" + batch + "] but got [" + lengths.length + "]");
        }
        for (int n = 0; n < batch; n++) {
            if (lengths[n] < 0 || lengths[n] > steps) {
                throw new IllegalArgumentException(
                        "lengths[" + n + "]: expected 0 to T = " + steps + " but got " + lengths[n]);
            }
        }
    }
}
