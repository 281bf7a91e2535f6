package org.gru4j.cli.terminal;

/** What a command's exit code means. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;
    /** A check ran, and failed. */
    public static final int CHECK_FAILED = 1;
    /** Wrong usage, or input that can't be used. */
    public static final int BAD_INPUT = 2;
    /** The run itself failed. */
    public static final int RUN_FAILED = 3;

    private ExitCode() {}
}
