package org.gru4j.tasks.text;

/** What {@code train text} and {@code generate} do unless told otherwise, apart from {@link TextSettings#DEFAULTS}. */
public final class TextDefaults {
    /** Seconds of training. */
    public static final int SECONDS = 60;

    /** The order of the n-gram model that the GRU is compared with. */
    public static final int NGRAM_ORDER = 5;
    /** Characters that it is fitted on at most: its tables take some 100 bytes for each in the worst case. */
    static final int NGRAM_CHARACTERS = 10_000_000;

    /** Characters to generate. */
    public static final int LENGTH = 500;
    /** The temperature of generated text. */
    public static final double TEMPERATURE = 0.7;

    /** The part of the held-out text that is scored during training: so many slices, evenly spread, */
    static final int VALIDATION_SLICES = 32;
    /** of so many characters each. */
    static final int VALIDATION_SLICE = 256;

    private TextDefaults() {}
}
