package org.gru4j.tasks.speech;

/** What {@code train speech} does unless told otherwise: all of it in one place. */
public final class SpeechDefaults {
    /** Units of each GRU layer and direction. */
    public static final int HIDDEN = 64;
    /** GRU layers. */
    public static final int LAYERS = 1;
    /** Utterances in a batch. */
    public static final int BATCH = 32;
    /** Passes over the training part, at most. */
    public static final int EPOCHS = 30;
    /** Epochs without a better validation loss that are let pass. */
    public static final int PATIENCE = 8;
    /** The learning rate at its peak. */
    public static final double LEARNING_RATE = 3e-3;
    /** The probability of a zero in the input of each layer but the first, and of the dense one. */
    public static final double DROPOUT = 0.2;
    /** The part of the target that is spread over all words. */
    public static final double LABEL_SMOOTHING = 0;
    /** What recordings of other rates are resampled to, in Hz. */
    public static final int SAMPLE_RATE = 16_000;
    /** Of the initial parameters, of the order of the utterances, and of dropout. */
    public static final long SEED = 1;

    /** Words that are synthesised where there are no recordings, */
    public static final int WORDS = 12;
    /** by so many speakers, */
    public static final int SPEAKERS = 100;
    /** from this seed: the same data whatever the training's. */
    static final long DATA_SEED = 1;

    /** The part of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;

    private SpeechDefaults() {}
}
