package org.gru4j.cli.option;

import java.nio.file.Path;
import java.util.function.Function;
import org.gru4j.tasks.SavedModel;
import org.gru4j.tasks.run.ModelUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that apply a trained model of any task to data. */
public final class ModelUseOptions {
    @Mixin
    private SavedModelOptions saved;

    @Option(
            names = "--data",
            paramLabel = "FILE|DIR",
            description =
                    "Data to use the model on, in the format of its training data (default: the held-out part of its"
                            + " training data).")
    private @Nullable Path data;

    /** Runs the action that {@code what} selects for the model, and prints the result. */
    public int run(Function<SavedModel, ModelUse.Run> what) {
        return saved.run(data, what);
    }
}
