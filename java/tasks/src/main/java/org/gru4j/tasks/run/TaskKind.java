package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;

/**
 * A kind of task: how its settings and its data become a {@link Task}.
 *
 * @param <S> the record of its settings, each with the name of its option: {@code resetGate} for {@code --reset-gate}
 */
public interface TaskKind<S> {
    /** {@link Task#name}. */
    String name();

    /** The option that names the data, for messages. */
    default String dataOption() {
        return "--data";
    }

    S defaults();

    Budget defaultBudget();

    /**
     * A request for a run with the defaults.
     *
     * @param data null for what comes along or is made
     * @param directory of the run's files; null for one in {@code runs} that is named after the task and the time
     */
    default RunRequest<S> request(Path data, Path directory) {
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
    Task create(S settings, Path data, Budget budget, SavedTask known);

    /**
     * Scores a saved model on data that it has not seen.
     *
     * @return the fields of the result
     */
    Map<String, Object> evaluate(ModelUse use);

    /** Applies a saved model to data; null if there is nothing that such a model predicts for its user. */
    default ModelUse.Run prediction() {
        return null;
    }

    /** Has a saved model write; null if such a model writes nothing. */
    default Generation.Run generation() {
        return null;
    }
}
