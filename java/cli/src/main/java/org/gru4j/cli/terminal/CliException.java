package org.gru4j.cli.terminal;

import org.jspecify.annotations.Nullable;

/** An error for the user: a one-line message and an exit code. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private transient Runnable afterwards = () -> {};

    private CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Returns an exception for input that can't be used. */
    public static CliException badInput(String message) {
        return new CliException(ExitCode.BAD_INPUT, message, null);
    }

    /** Returns an exception for input that can't be used, with its cause. */
    public static CliException badInput(String message, Throwable cause) {
        return new CliException(ExitCode.BAD_INPUT, message, cause);
    }

    /**
     * Returns an exception for a failed run.
     *
     * @param cause null if there is none
     */
    public static CliException runFailed(String message, @Nullable Throwable cause) {
        return new CliException(ExitCode.RUN_FAILED, message, cause);
    }

    /** Sets an action to execute after the error was printed. The process must not end before that. */
    public CliException afterwards(Runnable then) {
        afterwards = then;
        return this;
    }

    /** Executes the action, after the error was printed. */
    public void told() {
        afterwards.run();
    }

    /** Returns one of the {@link ExitCode}s. */
    public int exitCode() {
        return exitCode;
    }
}
