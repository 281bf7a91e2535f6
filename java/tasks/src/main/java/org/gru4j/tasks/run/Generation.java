package org.gru4j.tasks.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants a model to write.
 *
 * @param prompt what it begins with; null if not given
 * @param length in what the model writes; null if not given
 * @param temperature 0 for always the likeliest, more for more surprise; null if not given
 * @param seed of what is random; null if not given
 * @param files whether the user named a directory for files
 */
public record Generation(
        @Nullable String prompt,
        @Nullable Integer length,
        @Nullable Double temperature,
        @Nullable Long seed,
        boolean files) {
    /** The seed unless told otherwise. */
    public static final long SEED = 1;
    /** What a task writes unless told otherwise. */
    public static final Generation DEFAULTS = new Generation(null, null, null, null, false);

    /** Writes, and says to people what it says itself; this is for programs. */
    @FunctionalInterface
    public interface Run {
        /** Runs, and returns the fields of the result. */
        Map<String, Object> run(ModelUse use, Generation asked);
    }

    /** Begins with a text. */
    public Generation withPrompt(String text) {
        return new Generation(text, length, temperature, seed, files);
    }

    /** So many characters or frames. */
    public Generation withLength(int units) {
        return new Generation(prompt, units, temperature, seed, files);
    }

    /** 0 for always the likeliest, more for more surprise. */
    public Generation withTemperature(double factor) {
        return new Generation(prompt, length, factor, seed, files);
    }

    /** The same seed, the same text or music. */
    public Generation withSeed(long number) {
        return new Generation(prompt, length, temperature, number, files);
    }
}
