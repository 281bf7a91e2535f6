package org.gru4j.measure;

import java.util.Locale;
import org.gru4j.recurrent.ResetGate;

/**
 * What is timed: one layer, one direction, with bias, from a zero state. A step of training is the forward pass and,
 * given dy, the backward pass to x and all parameters, whose gradients are computed anew; of inference, the forward
 * pass alone.
 */
public record GruTask(GruShape shape, ResetGate resetGate, boolean training) {
    /**
     * What a step costs in multiplications and additions of its matrix products: 6·T·N·3H·(I+H), a third in
     * inference.
     */
    public double flops() {
        double forward = 2.0 * shape.steps() * shape.batch() * 3 * shape.hidden() * (shape.inputs() + shape.hidden());
        return training ? 3 * forward : forward;
    }

    /**
     * The bytes that a step has to move at least, if every tensor is read or written once: x, y, the parameters; in
     * training also u, r, o and, with the reset gate after, h·Uo + bu' of each step, written and read again, x and y
     * once more, dy, dx, and the parameters' gradients, read and written.
     */
    public double bytes() {
        double rows = (double) shape.steps() * shape.batch();
        double parameters = 3.0 * shape.hidden() * (shape.inputs() + shape.hidden())
                + (double) resetGate.biasRows() * shape.hidden();
        double forward = rows * (shape.inputs() + shape.hidden()) + parameters;
        double kept = rows * resetGate.biasRows() * shape.hidden();
        return Float.BYTES * (training ? 3 * forward + 2 * kept + parameters : forward);
    }

    /** {@code train} or {@code infer}. */
    public String mode() {
        return mode(training);
    }

    /** {@code train} or {@code infer}. */
    public static String mode(boolean training) {
        return training ? "train" : "infer";
    }

    /** {@code after} or {@code before}. */
    public String resetGateName() {
        return resetGate.name().toLowerCase(Locale.ROOT);
    }

    /** As {@link #parse} reads it: {@code 50,64,256,256 after train}. */
    @Override
    public String toString() {
        return shape + " " + resetGateName() + " " + mode();
    }

    /** @throws IllegalArgumentException if it is not what {@link #toString} writes */
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
