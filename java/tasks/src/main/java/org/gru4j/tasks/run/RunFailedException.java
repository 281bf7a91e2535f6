package org.gru4j.tasks.run;

import org.jspecify.annotations.Nullable;

/**
 * A run, or the use of a model, that began well and failed on its way: training diverged, there is no room for a
 * checkpoint, this Java lacks what a picture needs. The message says what is left: the last good checkpoint.
 */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause null if there is none */
    public RunFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
