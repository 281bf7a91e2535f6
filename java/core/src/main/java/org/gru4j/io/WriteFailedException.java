package org.gru4j.io;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Something could not be written; the message names it. What was there before is still there. */
public final class WriteFailedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** @param message names what could not be written, and says why */
    public WriteFailedException(String message, IOException cause) {
        super(message, cause);
    }
}
