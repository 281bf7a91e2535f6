package org.gru4j.tasks.sessions;

/** What {@code train sessions} does unless told otherwise: all of it in one place. */
public final class SessionDefaults {
    /** Passes over the training part. */
    public static final int EPOCHS = 10;
    /** Units of the GRU. */
    public static final int HIDDEN = 100;
    /** Features of an item. */
    public static final int EMBEDDING = 64;
    /** What is learned from. */
    public static final SessionLoss LOSS = SessionLoss.SAMPLED_SOFTMAX;
    /** Items drawn in addition to a batch's targets, if the loss samples. */
    public static final int SAMPLES = 512;
    /** Sessions that are read side by side. */
    public static final int BATCH = 128;
    /** Clicks of a session between two updates of the parameters. */
    public static final int SEQUENCE_LENGTH = 4;
    /** The probability of a zero in what the GRU reads, and in what it emits. */
    public static final double DROPOUT = 0;
    /** The learning rate at its peak. */
    public static final double LEARNING_RATE = 5e-3;
    /** The part of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;
    /** Items are drawn in proportion to this power of how often they are clicked. */
    static final double SAMPLE_POWER = 0.75;
    /** Weighs BPR-max's penalty on scores. */
    static final double BPR_MAX_REGULARIZATION = 1;
    /** Epochs without a better recall on the validation part that are let pass. */
    static final int PATIENCE = 3;
    /** Of the generated sessions, the initial parameters, and all that is drawn in training. */
    public static final long SEED = 1;

    /** The share of the sessions that is the validation part, and the share that is the test part. */
    static final double HELD_OUT = 0.1;
    /** Scores that are computed at once, at most, where those of all items are. */
    static final int SCORES_AT_ONCE = 4_000_000;

    /** Items of generated sessions. */
    public static final int ITEMS = 500;
    /** Generated sessions. */
    public static final int SESSIONS = 20_000;
    /** Categories that may follow two clicks in generated sessions. */
    public static final int SUCCESSORS = 3;
    /** How much likelier the likelier items are in generated sessions. */
    public static final double SKEW = 1.5;

    private SessionDefaults() {}
}
