package org.gru4j.onednn;

import java.io.IOException;

/** Another user could have written the file or directory at a path. */
final class UntrustedException extends IOException {
    private static final long serialVersionUID = 1;

    UntrustedException(String message) {
        super(message);
    }
}
