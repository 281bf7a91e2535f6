package org.gru4j.backend;

import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.recurrent.RecurrentCell;

/**
 * What a recurrent kernel is made for: one layer, one direction, one shape.
 *
 * <p>Immutable.
 *
 * @param steps T
 * @param batch N
 * @param reverse whether it reads each sequence from its last step to its first
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
