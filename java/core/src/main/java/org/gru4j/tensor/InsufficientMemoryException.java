package org.gru4j.tensor;

/**
 * There is not enough memory for a request; nothing was allocated. The message gives the sizes. Immutable except for
 * what every exception allows to be added.
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
