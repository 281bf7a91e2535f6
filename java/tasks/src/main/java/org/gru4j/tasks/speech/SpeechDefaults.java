package org.gru4j.tasks.speech;

/** What {@code train speech} does unless told otherwise, apart from {@link SpeechSettings#DEFAULTS}. */
public final class SpeechDefaults {
    /** Passes over the training part, at most. */
    public static final int EPOCHS = 30;

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
