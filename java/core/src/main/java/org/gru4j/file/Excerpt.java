package org.gru4j.file;

/**
 * Texts of files, for errors.
 *
 * <p>Thread-safe: it has no state.
 */
public final class Excerpt {
    /** Characters of a text that anybody wants to read. */
    public static final int MAX_LENGTH = 200;

    private Excerpt() {}

    /** The text, cut after {@link #MAX_LENGTH} characters. */
    public static String of(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
