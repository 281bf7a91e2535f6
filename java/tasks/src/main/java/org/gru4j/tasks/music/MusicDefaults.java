package org.gru4j.tasks.music;

/** Defaults of {@code train music} and {@code generate}, in addition to {@link MusicSettings#DEFAULTS}. */
public final class MusicDefaults {
    /** Epochs, unless early stopping ends the training before. */
    public static final int EPOCHS = 500;
    /** The factor that reduces the learning rate when validation stops improving. */
    static final double REDUCTION = 0.5;
    /** The least number of such reductions before training ends. */
    static final int REDUCTIONS = 3;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;

    /** The number of synthetic pieces if there is no data. */
    static final int SYNTHETIC_PIECES = 200;
    /** The seed of the synthetic pieces. */
    static final long SYNTHETIC_SEED = 1;

    /** Frames to generate. */
    public static final int LENGTH = 128;
    /** The temperature of generated music. */
    public static final double TEMPERATURE = 1;
    /** The tempo of generated music. */
    static final double BEATS_PER_MINUTE = 90;

    private MusicDefaults() {}
}
