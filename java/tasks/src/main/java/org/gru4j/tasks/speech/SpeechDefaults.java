package org.gru4j.tasks.speech;

/** Defaults of {@code train speech}, in addition to {@link SpeechSettings#DEFAULTS}. */
public final class SpeechDefaults {
    /** The largest number of epochs. */
    public static final int EPOCHS = 30;

    /** The number of synthetic words if there are no recordings. */
    public static final int WORDS = 12;
    /** The number of synthetic speakers. */
    public static final int SPEAKERS = 100;
    /** The seed of the synthetic data; it does not depend on the training's seed. */
    static final long DATA_SEED = 1;

    /** The fraction of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;

    private SpeechDefaults() {}
}
