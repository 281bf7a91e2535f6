package org.gru4j.onednn;

import java.io.IOException;

/** Somebody else could have put something at a path. */
final class UntrustedException extends IOException {
    private static final long serialVersionUID = 1;

    UntrustedException(String message) {
        super(message);
    }
}
