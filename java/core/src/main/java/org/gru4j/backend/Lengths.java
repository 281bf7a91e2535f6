package org.gru4j.backend;

import org.gru4j.tensor.ShapeException;

/** Checks the lengths of a batch's rows. Thread-safe: it has no state. */
public final class Lengths {
    private Lengths() {}

    /**
     * Checks that there is one length for each row, and that each is between 0 and {@code steps}.
     *
     * @param lengths [N] valid steps of each row
     * @param batch N
     * @param steps T
     * @throws ShapeException if the number of lengths is not {@code batch}
     * @throws IllegalArgumentException if a length is negative or above {@code steps}
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
