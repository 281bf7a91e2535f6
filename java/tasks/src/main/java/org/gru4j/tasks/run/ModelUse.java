package org.gru4j.tasks.run;

import java.nio.file.Path;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A trained model that is put to use.
 *
 * @param saved the model and what its checkpoint remembers
 * @param data what to use it on; null if the user named none
 * @param out the directory that files go to; it is there
 */
public record ModelUse(SavedTask saved, @Nullable Path data, Path out, Backend backend, RunListener listener) {
    /** What a use says to people it says itself; this is for programs. */
    @FunctionalInterface
    public interface Run {
        /** Runs, and returns the fields of the result. */
        Map<String, Object> run(ModelUse use);
    }
}
