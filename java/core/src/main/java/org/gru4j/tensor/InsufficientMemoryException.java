package org.gru4j.tensor;

/**
 * There is not enough memory for what was asked; nothing was allocated. The message has the sizes. Immutable but for
 * what every exception has.
 */
public class InsufficientMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InsufficientMemoryException(String message) {
        super(message);
    }

    public InsufficientMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
