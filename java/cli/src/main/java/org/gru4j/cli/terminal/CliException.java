package org.gru4j.cli.terminal;

import org.jspecify.annotations.Nullable;

/** An error that is the user's to know, in one line, with the exit code that goes with it. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private transient Runnable afterwards = () -> {};

    private CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Input that can't be used. */
    public static CliException badInput(String message) {
        return new CliException(ExitCode.BAD_INPUT, message, null);
    }

    /** Input that can't be used, and why. */
    public static CliException badInput(String message, Throwable cause) {
        return new CliException(ExitCode.BAD_INPUT, message, cause);
    }

    /**
     * A run that failed.
     *
     * @param cause null if there is none
     */
    public static CliException runFailed(String message, @Nullable Throwable cause) {
        return new CliException(ExitCode.RUN_FAILED, message, cause);
    }

    /** What is done when the user has been told; before, the process must not end. */
    public CliException afterwards(Runnable then) {
        afterwards = then;
        return this;
    }

    /** The user has been told. */
    public void told() {
        afterwards.run();
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
