package org.gru4j.tasks.sessions;

/** Defaults of {@code train sessions}, in addition to {@link SessionSettings#DEFAULTS}. */
public final class SessionDefaults {
    /** Passes over the training part. */
    public static final int EPOCHS = 10;
    /** The fraction of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;
    /** Negative items are sampled in proportion to this power of their number of clicks. */
    static final double SAMPLE_POWER = 0.75;
    /** The weight of BPR-max's penalty on scores. */
    static final double BPR_MAX_REGULARIZATION = 1;
    /** Epochs without a better recall on the validation part that are allowed before training ends. */
    static final int PATIENCE = 3;

    /** The share of the sessions in the validation part, and also the share in the test part. */
    static final double HELD_OUT = 0.1;
    /** The most scores computed at once when scoring all items. */
    static final int SCORES_AT_ONCE = 4_000_000;

    private SessionDefaults() {}
}
