package org.gru4j.cli.option;

import java.nio.file.Path;
import java.util.function.Function;
import org.gru4j.tasks.SavedModel;
import org.gru4j.tasks.run.ModelUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of what is done with a trained model and data, whatever it was trained for. */
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

    /** Does what {@code what} finds for the model, and says the result. */
    public int run(Function<SavedModel, ModelUse.Run> what) {
        return saved.run(data, what);
    }
}
