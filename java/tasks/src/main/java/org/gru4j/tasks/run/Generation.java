package org.gru4j.tasks.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to generate text or music.
 *
 * @param prompt the text to begin with; null if not given
 * @param length in characters or frames; null if not given
 * @param temperature 0 always picks the likeliest, higher values are more random; null if not given
 * @param seed random seed; null if not given
 * @param files whether the user named a directory for files
 */
public record Generation(
        @Nullable String prompt,
        @Nullable Integer length,
        @Nullable Double temperature,
        @Nullable Long seed,
        boolean files) {
    /** The default seed. */
    public static final long SEED = 1;
    /** A request with all of the task's defaults. */
    public static final Generation DEFAULTS = new Generation(null, null, null, null, false);

    /** Generates output and reports it to the listener. The returned fields are for programs. */
    @FunctionalInterface
    public interface Run {
        /** Generates, and returns the fields of the result. */
        Map<String, Object> run(ModelUse use, Generation asked);
    }

    /** Returns a copy with this prompt. */
    public Generation withPrompt(String text) {
        return new Generation(text, length, temperature, seed, files);
    }

    /** Returns a copy with this length, in characters or frames. */
    public Generation withLength(int units) {
        return new Generation(prompt, units, temperature, seed, files);
    }

    /** Returns a copy with this temperature: 0 always picks the likeliest, higher values are more random. */
    public Generation withTemperature(double factor) {
        return new Generation(prompt, length, factor, seed, files);
    }

    /** Returns a copy with this seed. The same seed gives the same text or music. */
    public Generation withSeed(long number) {
        return new Generation(prompt, length, temperature, number, files);
    }
}
