package org.gru4j.tensor;

/**
 * A tensor or an array has the wrong shape. The message names it and gives the expected and the actual shape. Immutable
 * except for what every exception allows to be added.
 */
public class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
