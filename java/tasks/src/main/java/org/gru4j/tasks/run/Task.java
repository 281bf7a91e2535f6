package org.gru4j.tasks.run;

import java.util.List;
import java.util.Map;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;

/**
 * The task-specific part of a training run: a model specification with its data, already read and checked.
 * {@link TaskRun} does everything else.
 */
public abstract class Task {
    private final String name;
    private final Units units;
    private final Object settings;
    private final long seed;

    /**
     * Creates a task.
     *
     * @param name the task's name for users and in checkpoints: {@code text}
     * @param settings a record that can be written as JSON
     * @param seed of the initial parameters
     */
    protected Task(String name, Units units, Object settings, long seed) {
        this.name = name;
        this.units = units;
        this.settings = settings;
        this.seed = seed;
    }

    /** Returns the task's name for users and in checkpoints, such as {@code text}. */
    public final String name() {
        return name;
    }

    public final Units units() {
        return units;
    }

    /** Returns the settings, a record that can be written as JSON. */
    public final Object settings() {
        return settings;
    }

    /** Returns the random seed of the initial parameters. */
    public final long seed() {
        return seed;
    }

    public abstract DataSource data();

    public abstract ModelSpec model();

    /** Returns a trainer builder with data, loss, optimizer, schedule and validation. */
    public abstract TrainerBuilder training(Sequential model);

    /**
     * Returns the loss on a part of the held-out data, for tasks whose epochs are too long to validate once per epoch.
     * Called sixteen times in a run. NaN if the task relies on the trainer's validation.
     */
    public double validate(Sequential model) {
        return Double.NaN;
    }

    /** Returns whether {@link #validate} should be called. */
    public boolean validatesItself() {
        return false;
    }

    /** Returns what the checkpoint must contain besides settings, data and budget so that the model can be used. */
    public abstract Map<String, String> metadata();

    /** Returns lines for people that describe the training before it begins. */
    public abstract List<String> description();

    /** Returns fields for programs that describe the training before it begins. */
    public Map<String, Object> start() {
        return Map.of();
    }

    /**
     * Scores the trained model, reports the scores and draws the task's pictures.
     *
     * @return the fields of the result, for programs
     */
    public abstract Map<String, Object> finish(Finished run);

    /**
     * A finished training. The model has the selected parameters, those of the best validation if the task selects by
     * it.
     */
    public record Finished(Sequential model, Trainer trainer, RunFiles files, RunListener listener) {}
}
