package org.gru4j.cli.option;

/** Options that a user may have left out. */
public final class Given {
    private Given() {}

    /** What was given, or else {@code other}. */
    public static <V> V or(V given, V other) {
        return given == null ? other : given;
    }
}
