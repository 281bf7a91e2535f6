package org.gru4j.tasks.text;

/** Defaults of {@code train text} and {@code generate}, in addition to {@link TextSettings#DEFAULTS}. */
public final class TextDefaults {
    /** Seconds of training. */
    public static final int SECONDS = 60;

    /** The order of the n-gram model that the GRU is compared with. */
    public static final int NGRAM_ORDER = 5;
    /** The most characters that it is fitted on: its tables take up to about 100 bytes for each. */
    static final int NGRAM_CHARACTERS = 10_000_000;

    /** Characters to generate. */
    public static final int LENGTH = 500;
    /** The temperature of generated text. */
    public static final double TEMPERATURE = 0.7;

    /** The number of slices of the held-out text, evenly spread, that are scored during training. */
    static final int VALIDATION_SLICES = 32;
    /** The number of characters in each of these slices. */
    static final int VALIDATION_SLICE = 256;

    private TextDefaults() {}
}
