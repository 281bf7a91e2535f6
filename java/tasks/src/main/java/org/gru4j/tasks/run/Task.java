package org.gru4j.tasks.run;

import java.util.List;
import java.util.Map;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;

/** A model that is to be trained, with its data read and checked: what is a task's own. {@link TaskRun} does the rest. */
public interface Task {
    /** What the checkpoint calls it, and the user: {@code text}. */
    String name();

    Units units();

    /** What the user chose; a record that JSON can hold. */
    Object settings();

    DataSource data();

    ModelSpec model();

    /** Of the initial parameters. */
    long seed();

    /** Data, loss, optimiser, schedule, validation: how the model is trained. */
    TrainerBuilder training(Sequential model);

    /**
     * Where epochs are too long to validate after: the loss of a part of what is held out, asked for sixteen times in a
     * run; NaN if the trainer's validation is all there is.
     */
    default double validate(Sequential model) {
        return Double.NaN;
    }

    /** Whether {@link #validate} is to be asked. */
    default boolean validatesItself() {
        return false;
    }

    /** What the checkpoint shall remember besides settings, data and budget, so that the model can be used. */
    Map<String, String> metadata();

    /** Lines for people that say what is about to be done. */
    List<String> description();

    /** Fields for programs that say what is about to be done. */
    default Map<String, Object> start() {
        return Map.of();
    }

    /**
     * Scores the trained model, says how it did, draws what there is to see.
     *
     * @return the fields of the result, for programs
     */
    Map<String, Object> finish(Finished run);

    /** A training that came to its end; the model has the parameters that are to be used. */
    record Finished(Sequential model, Trainer trainer, RunFiles files, RunListener listener) {}
}
