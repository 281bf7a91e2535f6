package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A kind of task. It creates {@link Task}s from settings and data, and uses saved models of this kind.
 *
 * @param <S> the settings record; its components are named like the options: {@code resetGate} for {@code --reset-gate}
 */
public abstract class TaskKind<S> {
    private final String name;
    private final S defaults;
    private final Budget defaultBudget;

    /**
     * Creates a kind.
     *
     * @param name {@link Task#name}
     * @param defaults the default settings of a training
     * @param defaultBudget the default training budget
     */
    protected TaskKind(String name, S defaults, Budget defaultBudget) {
        this.name = name;
        this.defaults = defaults;
        this.defaultBudget = defaultBudget;
    }

    /** Returns the {@link Task#name}. */
    public final String name() {
        return name;
    }

    /** Returns the name of the option for the data, for messages. */
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
     * Returns a request for a run with default settings.
     *
     * @param data null for bundled or synthetic data
     * @param directory the run directory; null for a new one in {@code runs}, named after the task and the time
     */
    public final RunRequest<S> request(@Nullable Path data, @Nullable Path directory) {
        return new RunRequest<>(data, null, directory, false, UnaryOperator.identity());
    }

    /**
     * Reads the data and creates a task.
     *
     * @param data null for bundled or synthetic data
     * @param known a model whose vocabulary or scaling to use; null to derive them from the data
     * @throws IllegalArgumentException if settings or data are invalid, or the data contains characters, items, words
     *     or columns that {@code known} does not have
     * @throws java.io.UncheckedIOException if the data can't be read
     */
    public abstract Task create(S settings, @Nullable Path data, Budget budget, @Nullable SavedTask known);

    /**
     * Scores a saved model on held-out data.
     *
     * @return the fields of the result
     */
    public abstract Map<String, Object> evaluate(ModelUse use);

    /** Returns the action that applies a saved model to data; null if models of this kind have no predictions. */
    public ModelUse.@Nullable Run prediction() {
        return null;
    }

    /**
     * Returns the action that generates text or music with a saved model; null if models of this kind generate nothing.
     */
    public Generation.@Nullable Run generation() {
        return null;
    }
}
