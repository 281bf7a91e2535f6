package org.gru4j.tensor;

/**
 * A tensor or an array has another shape than was asked for; the message names it, the expected and the actual.
 * Immutable but for what every exception has.
 */
public class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
