package org.gru4j.tasks.sessions;

/** What {@code train sessions} does unless told otherwise, apart from {@link SessionSettings#DEFAULTS}. */
public final class SessionDefaults {
    /** Passes over the training part. */
    public static final int EPOCHS = 10;
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

    /** The share of the sessions that is the validation part, and the share that is the test part. */
    static final double HELD_OUT = 0.1;
    /** Scores that are computed at once, at most, where those of all items are. */
    static final int SCORES_AT_ONCE = 4_000_000;

    private SessionDefaults() {}
}
