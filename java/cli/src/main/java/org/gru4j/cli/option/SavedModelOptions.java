package org.gru4j.cli.option;

import java.nio.file.Path;
import java.util.function.Function;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.SavedModel;
import org.gru4j.tasks.output.OutputDirectory;
import org.gru4j.tasks.run.ModelUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose a trained model of any task and the directory for its output. */
public final class SavedModelOptions {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = Sentences.MODEL)
    private Path model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for output files (default: the model's directory).")
    private @Nullable Path out;

    @Mixin
    private ComputingOptions computing;

    /** Returns whether an output directory was given. */
    public boolean hasOut() {
        return out != null;
    }

    /**
     * Runs the action that {@code what} selects for the model, and prints the result.
     *
     * @param data null if none was given
     */
    public int run(@Nullable Path data, Function<SavedModel, ModelUse.Run> what) {
        Console console = computing.console();
        try (SavedModel saved = SavedModel.open(model)) {
            ModelUse.Run use = what.apply(saved);
            Path directory = out == null ? saved.directory() : OutputDirectory.make(out);
            saved.run(use, data, directory, computing.load(console), console);
            return ExitCode.DONE;
        }
    }
}
