package org.gru4j.backend;

/**
 * A backend could run here, but is refused: what it computes is not what it should; the message says what and where.
 *
 * <p>Immutable but for what every Throwable lets be added.
 */
public class WrongResultsException extends BackendUnavailableException {
    private static final long serialVersionUID = 1L;

    public WrongResultsException(String message) {
        super(message);
    }
}
