package org.gru4j.tasks.music;

/** What {@code train music} and {@code generate} do unless told otherwise: all of it in one place. */
public final class MusicDefaults {
    /** Passes over the pieces, unless validation ends the training before. */
    public static final int EPOCHS = 500;
    /** Units of each recurrent layer. */
    public static final int HIDDEN = 256;
    /** Recurrent layers. */
    public static final int LAYERS = 1;
    /** Pieces in a step. */
    public static final int BATCH = 4;
    /** The learning rate before it is reduced. */
    public static final double LEARNING_RATE = 2e-3;
    /** What the learning rate is multiplied by when validations get no better. */
    static final double REDUCTION = 0.5;
    /** How often that is done, at least, before training ends. */
    static final int REDUCTIONS = 3;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;
    /** The probability that a key is hidden from the model in a frame. */
    public static final double INPUT_DROPOUT = 0.05;
    /** The probability that a unit's output is hidden from the layer above at a step. */
    public static final double DROPOUT = 0.3;
    /** The probability that a unit's state is hidden from the recurrent weights for a whole piece; of GRUs. */
    public static final double RECURRENT_DROPOUT = 0.4;
    /** The probability that a unit keeps its state at a step. */
    public static final double ZONEOUT = 0;
    /** Of AdamW. */
    public static final double WEIGHT_DECAY = 0;
    /** Epochs without a better validation that are let pass before training ends. */
    public static final int PATIENCE = 12;
    /** Frames of a quarter note in MIDI files. */
    public static final int FRAMES_PER_BEAT = 2;
    /** Of all that is random. */
    public static final long SEED = 1;

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
