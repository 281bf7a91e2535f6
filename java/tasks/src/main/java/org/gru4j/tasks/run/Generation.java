package org.gru4j.tasks.run;

import java.util.Map;

/**
 * What a user wants a model to write.
 *
 * @param prompt what it begins with; null if not given
 * @param length in what the model writes; null if not given
 * @param temperature 0 for always the likeliest, more for more surprise; null if not given
 * @param seed of what is random; null if not given
 * @param files whether the user named a directory for files
 */
public record Generation(String prompt, Integer length, Double temperature, Long seed, boolean files) {
    /** Writes, and says to people what it says itself; this is for programs. */
    @FunctionalInterface
    public interface Run {
        /** Runs, and returns the fields of the result. */
        Map<String, Object> run(ModelUse use, Generation asked);
    }

    /** What was given, or else {@code other}. */
    public static <V> V or(V given, V other) {
        return given == null ? other : given;
    }
}
