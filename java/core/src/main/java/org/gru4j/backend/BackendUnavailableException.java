package org.gru4j.backend;

/**
 * A backend was asked for by name and can't run here; the message says why, the cause is kept. Immutable but for what
 * every exception has.
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
