package org.gru4j.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/**
 * Something could not be written; the message names it. An existing file did not change.
 *
 * <p>Immutable except for what every Throwable allows to be added.
 */
public final class WriteFailedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** @param message names what could not be written, and the reason */
    public WriteFailedException(String message, IOException cause) {
        super(message, cause);
    }

    /**
     * Returns an exception whose message names what could not be written, and the reason.
     *
     * @param what for example a path
     */
    public static WriteFailedException of(String what, IOException cause) {
        return new WriteFailedException(what + ": could not be written: " + reason(cause), cause);
    }

    static String reason(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return "the thread that wrote it was interrupted";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e instanceof AccessDeniedException ? "permission denied" : FileProblem.of(e);
    }
}
