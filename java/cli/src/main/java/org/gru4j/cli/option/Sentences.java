package org.gru4j.cli.option;

/** What help texts say of options that several commands have. */
public final class Sentences {
    /** {@code --backend}. */
    public static final String BACKEND = "What computes: onednn or reference (default: the fastest that works here).";
    /** {@code --model}, of what has been trained or imported. */
    public static final String MODEL = "A run's directory, or its checkpoint.";
    /** {@code --reset-gate}. */
    public static final String RESET_GATE =
            "Where the reset gate acts, before or after the product with the state's" + " weights (default: after).";
    /** {@code --lr}, up to the default. */
    public static final String LEARNING_RATE = "Learning rate at its peak (default: ";
    /** {@code --hidden} of stacks of GRUs, up to the default. */
    public static final String HIDDEN = "Units of each GRU layer (default: ";
    /** {@code --hidden} of one GRU, up to the default. */
    public static final String HIDDEN_OF_ONE = "Units of the GRU (default: ";
    /** {@code --layers}, up to the default. */
    public static final String LAYERS = "GRU layers (default: ";

    private Sentences() {}
}
