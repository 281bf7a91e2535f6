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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j export}. */
@Command(
        name = "export",
        sortOptions = false,
        description = {
            "Write a model for PyTorch (a state dict as .safetensors) or ONNX.",
            "What the model was trained for (vocabulary, scaling, …) goes into the file's metadata, each under task."
                    + " and its name."
        })
public final class ExportCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = Sentences.MODEL)
    private Path model;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file; one that is there is replaced.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "pytorch|onnx",
            description = "What to write (default: what the file's name ends in tells).")
    private ModelFormat format;

    @Option(names = "--lengths", description = "ONNX: read how many steps of each sequence are valid.")
    private boolean lengths;

    @Option(
            names = "--states",
            description = "ONNX: read the recurrent layers' states, and give those after the last step.")
    private boolean states;

    @Option(
            names = "--activation",
            paramLabel = "none|softmax|log_softmax|sigmoid",
            description = "ONNX: what is done with the model's last numbers (default: none).")
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
        console.say("It is in " + out);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("format", known.key());
        result.put("file", out.toString());
        result.put("parameters", ModelDescription.parameters(weights));
        console.event("result", result);
        return ExitCode.DONE;
    }
}
