package org.gru4j.measure;

import java.util.Locale;
import org.gru4j.recurrent.ResetGate;

/**
 * The task that is timed: one GRU layer with one direction, a bias and an initial state of zeros. In training, a step
 * is the forward pass and, for a given dy, the backward pass to x and all parameters; gradients are not summed over
 * steps. In inference, a step is the forward pass.
 *
 * @param shape T, N, I and H
 * @param resetGate the kind of GRU
 * @param training true for training, false for inference
 */
public record GruTask(GruShape shape, ResetGate resetGate, boolean training) {
    /**
     * Returns the floating-point operations of the matrix products of a step: 6·T·N·3H·(I+H) in training, a third of
     * that in inference.
     */
    public double flops() {
        double forward = 2.0 * shape.steps() * shape.batch() * 3 * shape.hidden() * (shape.inputs() + shape.hidden());
        return training ? 3 * forward : forward;
    }

    /**
     * Returns the bytes that a step moves at least, if every tensor is read or written once. In inference these are x,
     * y and the parameters. Training adds u, r, o and, with the reset gate after, h·Uo + bu' of each step, which are
     * written and read again; x and y once more; dy and dx; and the gradients of the parameters, which are read and
     * written.
     */
    public double bytes() {
        double rows = (double) shape.steps() * shape.batch();
        double parameters = 3.0 * shape.hidden() * (shape.inputs() + shape.hidden())
                + (double) resetGate.biasRows() * shape.hidden();
        double forward = rows * (shape.inputs() + shape.hidden()) + parameters;
        double kept = rows * resetGate.biasRows() * shape.hidden();
        return Float.BYTES * (training ? 3 * forward + 2 * kept + parameters : forward);
    }

    /** Returns {@code train} or {@code infer}. */
    public String mode() {
        return mode(training);
    }

    /** Returns {@code train} or {@code infer}. */
    public static String mode(boolean training) {
        return training ? "train" : "infer";
    }

    /** Returns {@code after} or {@code before}. */
    public String resetGateName() {
        return resetGate.name().toLowerCase(Locale.ROOT);
    }

    /** Returns a text that {@link #parse} reads: {@code 50,64,256,256 after train}. */
    @Override
    public String toString() {
        return shape + " " + resetGateName() + " " + mode();
    }

    /**
     * Returns the task in a text.
     *
     * @throws IllegalArgumentException if the text does not have the form that {@link #toString} writes
     */
    public static GruTask parse(String text) {
        String[] parts = text.trim().split(" ");
        if (parts.length != 3 || !parts[2].equals(mode(true)) && !parts[2].equals(mode(false))) {
            throw new IllegalArgumentException(
                    "task: expected 'T,N,I,H after|before train|infer' but got '" + text + "'");
        }
        return new GruTask(
                GruShape.parse(parts[0]),
                ResetGate.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                parts[2].equals(mode(true)));
    }
}
