package org.gru4j.cli.option;

/** Help texts of options that several commands share. */
public final class Sentences {
    /** {@code --backend}. */
    public static final String BACKEND = "Backend: onednn or reference (default: the fastest that works here).";
    /** {@code --threads}, without the full stop. */
    public static final String THREADS = "Number of threads (default: one for each available physical core)";
    /** {@code --model}, for trained or imported models. */
    public static final String MODEL = "The model: a run's directory or a checkpoint file.";

    /** The heading of the settings that shape a model and its training. */
    public static final String SETTINGS = "Model and training";
    /** {@code --hidden} of stacks of GRUs. */
    public static final String HIDDEN = "Units in each GRU layer";
    /** {@code --layers}. */
    public static final String LAYERS = "Number of GRU layers";
    /** {@code --reset-gate}. */
    public static final String RESET_GATE = "Apply the reset gate after or before the recurrent matrix product";
    /** {@code --lr}. */
    public static final String LEARNING_RATE = "Peak learning rate";
    /** {@code --dropout} of stacks of GRUs. */
    public static final String DROPOUT = "Dropout probability between layers";
    /** {@code --zoneout}. */
    public static final String ZONEOUT = "Probability that a unit keeps its previous state at a training step";
    /** {@code --patience}. */
    public static final String PATIENCE = "Stop when more than this many epochs pass without a better validation loss";

    private Sentences() {}
}
