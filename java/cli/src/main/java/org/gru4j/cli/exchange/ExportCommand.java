package org.gru4j.cli.exchange;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.model.ModelWeights;
import org.gru4j.tasks.run.RunFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j export}. */
@Command(
        name = "export",
        sortOptions = false,
        description = {
            "Write a model for PyTorch (a state dict as .safetensors) or ONNX.",
            "The task's vocabulary, scaling and the like are saved in the file's metadata, under names that begin with"
                    + " task."
        })
public final class ExportCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = Sentences.MODEL)
    private Path model;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "File to write; an existing one is replaced.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "pytorch|onnx",
            description = "Format of the file (default: by the ending of its name).")
    private @Nullable ModelFormat format;

    @Option(names = "--lengths", description = "ONNX: add an input with the number of valid steps in each sequence.")
    private boolean lengths;

    @Option(
            names = "--states",
            description = "ONNX: add inputs and outputs with the recurrent layers' initial and final states.")
    private boolean states;

    @Option(
            names = "--activation",
            paramLabel = "none|softmax|log_softmax|sigmoid",
            description = "ONNX: activation to apply to the model's output (default: none).")
    private OnnxActivation activation = OnnxActivation.NONE;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Console console = common.console();
        ModelFormat known = format == null ? ModelFormat.of(out) : format;
        ModelExport export = new ModelExport(out, known, lengths, states, activation);
        ModelWeights weights;
        Map<String, String> metadata;
        try (Checkpoint checkpoint = Checkpoint.load(RunFiles.checkpoint(model))) {
            weights = checkpoint.weights();
            metadata = TaskMetadata.of(checkpoint.task());
        }
        export.write(weights, metadata);
        ModelDescription.of(weights).forEach(console::say);
        console.say("Written to " + out);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("format", known.key());
        result.put("file", out.toString());
        result.put("parameters", ModelDescription.parameters(weights));
        console.event("result", result);
        return ExitCode.DONE;
    }
}
