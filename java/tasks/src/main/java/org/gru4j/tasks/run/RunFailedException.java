package org.gru4j.tasks.run;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a run, or the use of a model, started but could not finish: training diverged, there is no disk space for
 * a checkpoint, or the JDK lacks a library. For a run the message names the last good checkpoint, if there is one.
 */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause null if there is none */
    public RunFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
