package org.gru4j.backend;

/**
 * A backend could run here but is rejected because its results are wrong. The message describes what is wrong and
 * where.
 *
 * <p>Immutable except for what every Throwable allows to be added.
 */
public class WrongResultsException extends BackendUnavailableException {
    private static final long serialVersionUID = 1L;

    public WrongResultsException(String message) {
        super(message);
    }
}
