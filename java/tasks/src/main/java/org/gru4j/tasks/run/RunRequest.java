package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;

/**
 * What a user asks for.
 *
 * @param data null if not given
 * @param budget null if not given
 * @param directory null if not given
 * @param resume whether to go on with the run in {@code directory}
 * @param from the model, or its run's directory, whose parameters to start with; null for random ones
 * @param settings puts what was given in place of other settings
 */
public record RunRequest<S>(Path data, Budget budget, Path directory, boolean resume, Path from,
                            UnaryOperator<S> settings) {
    /** @throws IllegalArgumentException if it is to go on with one model and to start from another */
    public RunRequest {
        if (resume && from != null) {
            throw new IllegalArgumentException("--from: can't be given with --resume, which goes on with the"
                    + " parameters in --out");
        }
    }

    /** From random parameters, or those of the run that goes on. */
    public RunRequest(Path data, Budget budget, Path directory, boolean resume, UnaryOperator<S> settings) {
        this(data, budget, directory, resume, null, settings);
    }
}
