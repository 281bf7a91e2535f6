package org.gru4j.cli.terminal;

/** The exit codes of commands. */
public final class ExitCode {
    /** Success. */
    public static final int DONE = 0;
    /** A check failed. */
    public static final int CHECK_FAILED = 1;
    /** Wrong usage or bad input. */
    public static final int BAD_INPUT = 2;
    /** The run failed. */
    public static final int RUN_FAILED = 3;

    private ExitCode() {}
}
