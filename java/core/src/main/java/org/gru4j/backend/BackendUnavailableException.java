package org.gru4j.backend;

/**
 * A backend can't run here. The message gives the reason; the cause, if there is one, is set. Immutable except for what
 * every exception allows to be added.
 */
public class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackendUnavailableException(String message) {
        super(message);
    }

    public BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
