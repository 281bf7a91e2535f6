package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for; {@link TaskKind#request} begins one.
 *
 * @param data null for what comes along or is made, or for the data of the run that goes on
 * @param budget null for the task's own, or that of the run that goes on
 * @param directory of the run's files; null for one in {@code runs} that is named after the task and the time
 * @param resume whether to go on with the run in {@code directory}
 * @param from the model, or its run's directory, whose parameters to start with; null for random ones
 * @param settings puts what was given in place of other settings
 */
public record RunRequest<S>(
        @Nullable Path data,
        @Nullable Budget budget,
        @Nullable Path directory,
        boolean resume,
        @Nullable Path from,
        UnaryOperator<S> settings) {
    /** @throws IllegalArgumentException if it is to go on with one model and to start from another, or with none */
    public RunRequest {
        if (resume && from != null) {
            throw new IllegalArgumentException(
                    "--from: can't be given with --resume, which goes on with the" + " parameters in --out");
        }
        if (resume) {
            requireRun(directory);
        }
    }

    /**
     * The directory of the run to go on with.
     *
     * @throws IllegalArgumentException if none is named
     */
    static Path requireRun(@Nullable Path directory) {
        if (directory == null) {
            throw new IllegalArgumentException("--resume: expected a directory with the run to go on with");
        }
        return directory;
    }

    /** From random parameters, or those of the run that goes on. */
    public RunRequest(
            @Nullable Path data,
            @Nullable Budget budget,
            @Nullable Path directory,
            boolean resume,
            UnaryOperator<S> settings) {
        this(data, budget, directory, resume, null, settings);
    }

    /** How long to train; in all, if the run goes on. */
    public RunRequest<S> withBudget(Budget limit) {
        return new RunRequest<>(data, limit, directory, resume, from, settings);
    }

    /** Goes on with the run in the directory, bit for bit as if it had never stopped. */
    public RunRequest<S> resuming() {
        return new RunRequest<>(data, budget, directory, true, from, settings);
    }

    /** Starts with the parameters of a model, which must be the one that the settings make; dropout may differ. */
    public RunRequest<S> startingFrom(Path model) {
        return new RunRequest<>(data, budget, directory, resume, model, settings);
    }

    /**
     * One setting.
     *
     * @param name as checkpoints spell it: {@code reset_gate}
     * @param value of the setting's type; an enum's constant, or what checkpoints call it; null for none
     * @throws IllegalArgumentException when the plan is made, if there is no such setting or it has no such value
     */
    public RunRequest<S> with(String name, @Nullable Object value) {
        return withSettings(base -> SettingsByName.with(base, name, value));
    }

    /** More settings, put in place of those that this has so far. */
    public RunRequest<S> withSettings(UnaryOperator<S> more) {
        return new RunRequest<>(data, budget, directory, resume, from, base -> more.apply(settings.apply(base)));
    }
}
