package org.gru4j.cli.option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.backend.Backend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.output.OutputDirectory;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.RunFiles;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.TaskKind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a trained model, whatever it was trained for, and where what it makes goes. */
public final class SavedModelOptions {
    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "A run's directory, or its checkpoint.")
    private Path model;

    @Option(names = "--out", paramLabel = "DIR", description = "Where files go (default: the model's directory).")
    private Path out;

    @Mixin
    private BackendOptions backendOptions;

    @Mixin
    private CommonOptions common;

    /** Whether the user said where files go. */
    public boolean hasOut() {
        return out != null;
    }

    /**
     * Does what {@code what} finds for the kind of model, and says the result.
     *
     * @param data null if the user named none
     */
    public int run(Path data, Function<TaskKind<?>, ModelUse.Run> what) {
        Console console = common.console();
        Path file = RunFiles.checkpoint(model);
        try (Checkpoint checkpoint = Checkpoint.load(file)) {
            TaskKind<?> kind = Tasks.of(checkpoint);
            ModelUse.Run use = what.apply(kind);
            Path directory = out == null ? file.toAbsolutePath().getParent() : out;
            OutputDirectory.make(directory);
            Backend backend = backendOptions.load(console);
            Map<String, Object> result = new LinkedHashMap<>(
                    use.run(new ModelUse(new SavedTask(checkpoint, kind.name()), data, directory, backend, console)));
            result.put("task", kind.name());
            result.put("backend", backend.name());
            result.put("threads", backend.threads());
            result.put("checkpoint", file.toString());
            console.event("result", result);
            return ExitCode.DONE;
        }
    }
}
