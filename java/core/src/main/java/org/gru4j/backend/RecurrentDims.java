package org.gru4j.backend;

import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.recurrent.RecurrentCell;

/**
 * The dimensions that a recurrent kernel is created for: one layer, one direction, one shape.
 *
 * <p>Immutable.
 *
 * @param cell kind of cell
 * @param steps T, time steps of the batch
 * @param batch N, sequences of the batch
 * @param inputSize I, features that the layer reads at each step
 * @param hiddenSize H, units of the layer
 * @param reverse whether the kernel reads each sequence from its last step to its first
 * @param training whether forward keeps what backward needs
 */
public record RecurrentDims(
        RecurrentCell cell, int steps, int batch, int inputSize, int hiddenSize, boolean reverse, boolean training) {
    public RecurrentDims {
        Objects.requireNonNull(cell, "cell");
        Arguments.requirePositive("T", steps);
        Arguments.requirePositive("N", batch);
        Arguments.requirePositive("I", inputSize);
        Arguments.requirePositive("H", hiddenSize);
    }

    @Override
    public String toString() {
        return "T=" + steps + " N=" + batch + " I=" + inputSize + " H=" + hiddenSize + " " + cell
                + (reverse ? " reverse" : "") + (training ? " training" : " inference");
    }
}
