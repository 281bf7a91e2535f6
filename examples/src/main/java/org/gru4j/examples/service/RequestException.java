package org.gru4j.examples.service;

/** A request can't be answered. The message has the reason. */
final class RequestException extends Exception {
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;

    private static final long serialVersionUID = 1L;

    private final int status;

    RequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status. */
    int status() {
        return status;
    }
}
