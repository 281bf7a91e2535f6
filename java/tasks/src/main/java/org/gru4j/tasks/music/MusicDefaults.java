package org.gru4j.tasks.music;

/** What {@code train music} and {@code generate} do by default, apart from {@link MusicSettings#DEFAULTS}. */
public final class MusicDefaults {
    /** Passes over the pieces, unless validation ends the training before. */
    public static final int EPOCHS = 500;
    /** What the learning rate is multiplied by when validations get no better. */
    static final double REDUCTION = 0.5;
    /** How often that is done, at least, before training ends. */
    static final int REDUCTIONS = 3;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;

    /** Pieces that are made by rules where there is no data, */
    static final int SYNTHETIC_PIECES = 200;
    /** from this seed. */
    static final long SYNTHETIC_SEED = 1;

    /** Frames to generate. */
    public static final int LENGTH = 128;
    /** The temperature of generated music. */
    public static final double TEMPERATURE = 1;
    /** The tempo of generated music. */
    static final double BEATS_PER_MINUTE = 90;

    private MusicDefaults() {}
}
