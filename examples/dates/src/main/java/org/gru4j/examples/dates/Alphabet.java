package org.gru4j.examples.dates;

/** Token ids of characters, from 0 on in the order of a string, with further ids for the start and the end. Immutable. */
public final class Alphabet {
    /** Characters of written dates. */
    public static final Alphabet WRITTEN =
            new Alphabet(" ,./'-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    /** Characters of ISO dates. */
    public static final Alphabet ISO = new Alphabet("0123456789-");

    private final String characters;

    private Alphabet(String characters) {
        this.characters = characters;
    }

    /** Number of ids, start and end included. */
    public int size() {
        return characters.length() + 2;
    }

    /** The id that a decoder reads first. */
    public int start() {
        return characters.length();
    }

    /** The id that ends a text. */
    public int end() {
        return characters.length() + 1;
    }

    /**
     * The ids of a text.
     *
     * @throws IllegalArgumentException with the first character that has none
     */
    public int[] ids(String text) {
        int[] ids = new int[text.length()];
        for (int k = 0; k < ids.length; k++) {
            ids[k] = characters.indexOf(text.charAt(k));
            if (ids[k] < 0) {
                throw new IllegalArgumentException("'" + text + "': expected characters of \"" + characters
                        + "\" but got '" + text.charAt(k) + "'");
            }
        }
        return ids;
    }

    /** The text of ids that are characters. */
    public String text(int... ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(characters.charAt(id));
        }
        return text.toString();
    }
}
