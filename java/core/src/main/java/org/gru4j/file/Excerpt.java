package org.gru4j.file;

/**
 * Shortens the texts of files for error messages.
 *
 * <p>Thread-safe: it has no state.
 */
public final class Excerpt {
    /** Length of an excerpt, in chars. */
    public static final int MAX_LENGTH = 200;

    private Excerpt() {}

    /** Returns the text, cut after {@link #MAX_LENGTH} chars. */
    public static String of(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
