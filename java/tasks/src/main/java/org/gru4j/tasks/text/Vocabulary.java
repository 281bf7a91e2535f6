package org.gru4j.tasks.text;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The characters (Unicode code points) that a model knows, each with an id, and id {@value #UNKNOWN} for all others.
 */
public final class Vocabulary {
    /** The id of every unknown character. */
    public static final int UNKNOWN = 0;

    private static final int REPLACEMENT = '\uFFFD';

    private final int[] sorted;

    private Vocabulary(int[] sorted) {
        this.sorted = sorted;
    }

    /** Returns the vocabulary of the characters in {@code text}. */
    public static Vocabulary of(String text) {
        return new Vocabulary(text.codePoints().distinct().sorted().toArray());
    }

    /** Returns all known characters in the order of their ids. {@link #of} restores the vocabulary from them. */
    public String characters() {
        return new String(sorted, 0, sorted.length);
    }

    /** Returns the number of ids, including the unknown character. */
    public int size() {
        return sorted.length + 1;
    }

    /** Returns the id of a character. */
    public int id(int codePoint) {
        return Math.max(UNKNOWN, Arrays.binarySearch(sorted, codePoint) + 1);
    }

    /** Returns the character of an id; U+FFFD for {@link #UNKNOWN}. */
    public int character(int id) {
        return Objects.checkIndex(id, size()) == UNKNOWN ? REPLACEMENT : sorted[id - 1];
    }

    /** Returns the ids of a text's characters. */
    public int[] encode(String text) {
        return text.codePoints().map(this::id).toArray();
    }

    /**
     * Checks that all characters of a text are known.
     *
     * @param what names the text in messages
     * @throws IllegalArgumentException if there are unknown characters
     */
    public void requireKnown(String what, String text) {
        String unknown = text.codePoints()
                .distinct()
                .filter(c -> id(c) == UNKNOWN)
                .mapToObj(Vocabulary::shown)
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(what + ": expected only characters that the model was trained on, "
                    + sorted.length + " of them, but got " + unknown);
        }
    }

    private static String shown(int character) {
        return Character.isISOControl(character)
                ? String.format("U+%04X", character)
                : "'" + Character.toString(character) + "'";
    }
}
