package org.gru4j.tasks.adding;

/** What {@code train adding} does unless told otherwise, apart from {@link AddingSettings#DEFAULTS}. */
public final class AddingDefaults {
    /** Epochs of training. */
    public static final int EPOCHS = 20;

    /** The part of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.02;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;
    /** Sequences that are made for an epoch, there being no end of them. */
    public static final int EPOCH_SEQUENCES = 3200;
    /** Sequences that are scored side by side. */
    static final int SCORING_BATCH = 64;
    /** Sequences that the model is validated with after each epoch. */
    static final int VALIDATION_SEQUENCES = 512;
    /** Sequences that the trained model is scored on. */
    static final int TEST_SEQUENCES = 4096;

    private AddingDefaults() {}
}
