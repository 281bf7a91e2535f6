package org.gru4j.backend;

import org.gru4j.recurrent.RnnCell;

/**
 * What a kernel of LSTM cells or tanh units is made for: one layer, one direction, one shape.
 *
 * <p>Immutable.
 *
 * @param steps T
 * @param batch N
 * @param reverse whether it reads each sequence from its last step to its first
 * @param training whether forward keeps what backward needs
 */
public record RnnDims(RnnCell cell, int steps, int batch, int inputSize, int hiddenSize, boolean reverse,
                      boolean training) {
    public RnnDims {
        if (steps <= 0 || batch <= 0 || inputSize <= 0 || hiddenSize <= 0) {
            throw new IllegalArgumentException("T, N, I, H must be positive, got " + steps + ", " + batch + ", "
                    + inputSize + ", " + hiddenSize);
        }
    }

    @Override
    public String toString() {
        return "T=" + steps + " N=" + batch + " I=" + inputSize + " H=" + hiddenSize + " cell " + cell
                + (reverse ? " reverse" : "") + (training ? " training" : " inference");
    }
}
