package org.gru4j.tasks.series;

/** Defaults of {@code train series}, in addition to {@link SeriesSettings#DEFAULTS}. */
public final class SeriesDefaults {
    /** Passes over the training part, if early stopping does not end the training before. */
    public static final int EPOCHS = 40;

    /** The part of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;

    private SeriesDefaults() {}
}
