package org.gru4j.recurrent;

/**
 * Activations of the gates of one layer and direction, for inspection only. Arrays are [T,N,H] row-major; entries at or
 * past a row's length are undefined.
 *
 * <p>Immutable as long as nobody writes into its arrays.
 *
 * @param steps T
 * @param batch N
 * @param hiddenSize H
 * @param u the update gate: near 1, the old state is kept
 * @param r the reset gate: near 0, the candidate ignores the old state
 * @param o the candidate, from −1 to 1
 * @param h the state after the step: h' = u⊙h + (1−u)⊙o, or with masks h' of {@link GruMasks}
 */
public record GruGates(int steps, int batch, int hiddenSize, double[] u, double[] r, double[] o, double[] h) {
    /** Returns the index of step t, row n, unit j in the arrays. */
    public int index(int t, int n, int j) {
        return (t * batch + n) * hiddenSize + j;
    }
}
