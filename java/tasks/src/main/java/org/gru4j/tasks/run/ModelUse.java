package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * One use of a trained model: the model, its input, and where the output goes.
 *
 * @param saved the model and its task's information, from the checkpoint
 * @param data the input; null if the user gave none
 * @param out an existing directory for output files
 */
public record ModelUse(SavedTask saved, @Nullable Path data, Path out, Backend backend, RunListener listener) {
    /** Uses a model and reports to the listener. The returned fields are for programs. */
    @FunctionalInterface
    public interface Run {
        /** Uses the model, and returns the fields of the result. */
        Map<String, Object> run(ModelUse use);
    }
}
