package org.gru4j.tasks.series;

import java.util.List;

/** What {@code train series} does unless told otherwise: all of it in one place. */
public final class SeriesDefaults {
    /** Passes over the training part, if early stopping does not end the training before. */
    public static final int EPOCHS = 40;
    /** Rows that a forecast reads. */
    public static final int WINDOW = 60;
    /** Rows that it predicts. */
    public static final int HORIZON = 14;
    /** Units of each GRU layer. */
    public static final int HIDDEN = 32;
    /** GRU layers. */
    public static final int LAYERS = 1;
    /** The probability that a unit's output is hidden from what reads it. */
    public static final double DROPOUT = 0.2;
    /** Windows that are read side by side. */
    public static final int BATCH = 32;
    /** The learning rate at its peak. */
    public static final double LEARNING_RATE = 4e-3;
    /** Validations without improvement that are let pass. */
    public static final int PATIENCE = 20;
    /** Of the initial parameters, of the order of the windows, and of dropout. */
    public static final long SEED = 1;
    /** What {@link #QUANTILES} are, for help texts. */
    public static final String QUANTILES_TEXT = "0.1,0.5,0.9";
    /** The quantiles that are forecast. */
    public static final List<Double> QUANTILES = List.of(0.1, 0.5, 0.9);

    /** The part of the training in which the learning rate rises to its peak. */
    static final double WARM_UP = 0.05;
    /** The global norm at which gradients are clipped. */
    static final double CLIP_NORM = 1;

    private SeriesDefaults() {}
}
