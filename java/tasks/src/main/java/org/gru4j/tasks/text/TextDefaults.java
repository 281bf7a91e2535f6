package org.gru4j.tasks.text;

/** What {@code train text} and {@code generate} do unless told otherwise: all of it in one place. */
public final class TextDefaults {
    /** Seconds of training. */
    public static final int SECONDS = 60;
    /** Units of each GRU layer. */
    public static final int HIDDEN = 224;
    /** GRU layers. */
    public static final int LAYERS = 1;
    /** Features of a character. */
    public static final int EMBEDDING = 64;
    /** Places in the text that are read side by side. */
    public static final int BATCH = 64;
    /** Steps between two updates of the parameters. */
    public static final int SEQUENCE_LENGTH = 32;
    /** The learning rate at its peak. */
    public static final double LEARNING_RATE = 3e-3;
    /** The part of the training in which the learning rate rises to its peak. */
    public static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    public static final double CLIP_NORM = 1;
    /** The probability that an output of a GRU layer is hidden from the layer above. */
    public static final double DROPOUT = 0;
    /** The probability that a unit's state is hidden from the recurrent weights for a whole sequence. */
    public static final double RECURRENT_DROPOUT = 0;
    /** The probability that a unit keeps its state at a step. */
    public static final double ZONEOUT = 0;
    /** Of the initial parameters, of dropout and zoneout, and of generated text. */
    public static final long SEED = 1;

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
