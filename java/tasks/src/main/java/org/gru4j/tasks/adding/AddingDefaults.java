package org.gru4j.tasks.adding;

/** Defaults of {@code train adding}, in addition to {@link AddingSettings#DEFAULTS}. */
public final class AddingDefaults {
    /** Epochs of training. */
    public static final int EPOCHS = 20;

    /** The fraction of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.02;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;
    /** Sequences that are generated for each epoch. */
    public static final int EPOCH_SEQUENCES = 3200;
    /** Batch size for scoring. */
    static final int SCORING_BATCH = 64;
    /** Sequences in the validation after each epoch. */
    static final int VALIDATION_SEQUENCES = 512;
    /** Sequences in the final test. */
    static final int TEST_SEQUENCES = 4096;

    private AddingDefaults() {}
}
