package org.gru4j.tasks.run;

import java.util.List;
import java.util.Map;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;

/** A model that is to be trained, with its data read and checked: what is a task's own. {@link TaskRun} does the rest. */
public abstract class Task {
    private final String name;
    private final Units units;
    private final Object settings;
    private final long seed;

    /**
     * A task.
     *
     * @param name what the checkpoint calls it, and the user: {@code text}
     * @param settings what the user chose; a record that JSON can hold
     * @param seed of the initial parameters
     */
    protected Task(String name, Units units, Object settings, long seed) {
        this.name = name;
        this.units = units;
        this.settings = settings;
        this.seed = seed;
    }

    /** What the checkpoint calls it, and the user: {@code text}. */
    public final String name() {
        return name;
    }

    public final Units units() {
        return units;
    }

    /** What the user chose; a record that JSON can hold. */
    public final Object settings() {
        return settings;
    }

    /** Of the initial parameters. */
    public final long seed() {
        return seed;
    }

    public abstract DataSource data();

    public abstract ModelSpec model();

    /** Data, loss, optimiser, schedule, validation: how the model is trained. */
    public abstract TrainerBuilder training(Sequential model);

    /**
     * Where epochs are too long to validate after: the loss of a part of what is held out, asked for sixteen times in a
     * run; NaN if the trainer's validation is all there is.
     */
    public double validate(Sequential model) {
        return Double.NaN;
    }

    /** Whether {@link #validate} is to be asked. */
    public boolean validatesItself() {
        return false;
    }

    /** What the checkpoint shall remember besides settings, data and budget, so that the model can be used. */
    public abstract Map<String, String> metadata();

    /** Lines for people that say what is about to be done. */
    public abstract List<String> description();

    /** Fields for programs that say what is about to be done. */
    public Map<String, Object> start() {
        return Map.of();
    }

    /**
     * Scores the trained model, says how it did, draws what there is to see.
     *
     * @return the fields of the result, for programs
     */
    public abstract Map<String, Object> finish(Finished run);

    /** A training that came to its end; the model has the parameters that are to be used. */
    public record Finished(Sequential model, Trainer trainer, RunFiles files, RunListener listener) {}
}
