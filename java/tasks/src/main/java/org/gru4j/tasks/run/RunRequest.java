package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A request for a training run. Create one with {@link TaskKind#request}.
 *
 * @param data null for bundled or synthetic data or, when resuming, for the data of the resumed run
 * @param budget null for the task's default or, when resuming, for the budget of the resumed run
 * @param directory the run directory; null for a new one in {@code runs}, named after the task and the time
 * @param resume whether to continue the run in {@code directory}
 * @param from the model, or run directory, with the initial parameters; null for random ones
 * @param settings changes the default settings, or those of the resumed run, to the requested ones
 */
public record RunRequest<S>(
        @Nullable Path data,
        @Nullable Budget budget,
        @Nullable Path directory,
        boolean resume,
        @Nullable Path from,
        UnaryOperator<S> settings) {
    /**
     * @throws IllegalArgumentException if {@code resume} is combined with {@code from}, or given without a directory
     */
    public RunRequest {
        if (resume && from != null) {
            throw new IllegalArgumentException(
                    "--from: can't be combined with --resume, which continues with the parameters in --out");
        }
        if (resume) {
            requireRun(directory);
        }
    }

    /**
     * Returns the directory of the run to continue.
     *
     * @throws IllegalArgumentException if the directory is null
     */
    static Path requireRun(@Nullable Path directory) {
        if (directory == null) {
            throw new IllegalArgumentException("--resume: expected the directory of the run to continue");
        }
        return directory;
    }

    /** Creates a request without {@code from}. */
    public RunRequest(
            @Nullable Path data,
            @Nullable Budget budget,
            @Nullable Path directory,
            boolean resume,
            UnaryOperator<S> settings) {
        this(data, budget, directory, resume, null, settings);
    }

    /** Returns a copy with this training budget. It includes the training before a resume. */
    public RunRequest<S> withBudget(Budget limit) {
        return new RunRequest<>(data, limit, directory, resume, from, settings);
    }

    /** Returns a copy that continues the run in the directory, bit for bit as if it had never stopped. */
    public RunRequest<S> resuming() {
        return new RunRequest<>(data, budget, directory, true, from, settings);
    }

    /**
     * Returns a copy that starts with the parameters of a model. The model must match the settings; dropout may differ.
     */
    public RunRequest<S> startingFrom(Path model) {
        return new RunRequest<>(data, budget, directory, resume, model, settings);
    }

    /**
     * Returns a copy with a changed setting.
     *
     * @param name in the spelling of checkpoints: {@code reset_gate}
     * @param value of the setting's type; for an enum, the constant or its name in checkpoints; null for no value
     * @throws IllegalArgumentException not here but from {@link RunPlan#of}, if there is no such setting or the value
     *     is invalid
     */
    public RunRequest<S> with(String name, @Nullable Object value) {
        return withSettings(base -> SettingsByName.with(base, name, value));
    }

    /** Returns a copy with changed settings, applied after the changes so far. */
    public RunRequest<S> withSettings(UnaryOperator<S> more) {
        return new RunRequest<>(data, budget, directory, resume, from, base -> more.apply(settings.apply(base)));
    }
}
