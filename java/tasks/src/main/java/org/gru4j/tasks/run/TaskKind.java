package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A kind of task: how its settings and its data become a {@link Task}.
 *
 * @param <S> the record of its settings, each with the name of its option: {@code resetGate} for {@code --reset-gate}
 */
public abstract class TaskKind<S> {
    private final String name;
    private final S defaults;
    private final Budget defaultBudget;

    /**
     * A kind.
     *
     * @param name {@link Task#name}
     * @param defaults the settings of a training unless told otherwise
     * @param defaultBudget how long it lasts unless told otherwise
     */
    protected TaskKind(String name, S defaults, Budget defaultBudget) {
        this.name = name;
        this.defaults = defaults;
        this.defaultBudget = defaultBudget;
    }

    /** {@link Task#name}. */
    public final String name() {
        return name;
    }

    /** The option that names the data, for messages. */
    public String dataOption() {
        return "--data";
    }

    public final S defaults() {
        return defaults;
    }

    public final Budget defaultBudget() {
        return defaultBudget;
    }

    /**
     * A request for a run with the defaults.
     *
     * @param data null for what comes along or is made
     * @param directory of the run's files; null for one in {@code runs} that is named after the task and the time
     */
    public final RunRequest<S> request(@Nullable Path data, @Nullable Path directory) {
        return new RunRequest<>(data, null, directory, false, UnaryOperator.identity());
    }

    /**
     * Reads the data.
     *
     * @param data null for what comes along or is made
     * @param known a model whose vocabulary, or scaling, is to be used in place of the data's own; null for none
     * @throws IllegalArgumentException if settings or data make no sense, or the data has what {@code known} does not
     *     know, before anything is trained
     * @throws java.io.UncheckedIOException if the data can't be read
     */
    public abstract Task create(S settings, @Nullable Path data, Budget budget, @Nullable SavedTask known);

    /**
     * Scores a saved model on data that it has not seen.
     *
     * @return the fields of the result
     */
    public abstract Map<String, Object> evaluate(ModelUse use);

    /** Applies a saved model to data; null if there is nothing that such a model predicts for its user. */
    public ModelUse.@Nullable Run prediction() {
        return null;
    }

    /** Has a saved model write; null if such a model writes nothing. */
    public Generation.@Nullable Run generation() {
        return null;
    }
}
