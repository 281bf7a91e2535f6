package org.gru4j.cli.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.run.RunFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gru4j import}. */
@Command(
        name = "import",
        sortOptions = false,
        description = {
            "Read a model from PyTorch (a state dict as .safetensors), Keras 3 (.keras, .weights.h5) or ONNX.",
            "Then train it further with train --from, check it with check --golden, or write it with export."
        })
public final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Model file to read.")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "pytorch|keras|onnx",
            description = "Format of the file (default: by the ending of its name).")
    private @Nullable ModelFormat format;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for the model (default: runs/import-DATE-TIME).")
    private @Nullable Path out;

    @Option(
            names = "--modules",
            paramLabel = "NAME,…",
            split = ",",
            hideParamSyntax = true,
            description = "Modules of PyTorch, or layers of a .weights.h5 file, in the order in which they run, if the"
                    + " file leaves it open. A PyTorch name may end in :embedding or :linear. :identity between two"
                    + " names means that nothing is computed between them, not even an activation.")
    private List<String> modules = List.of();

    @Option(
            names = "--go-backwards",
            paramLabel = "NAME,…",
            split = ",",
            hideParamSyntax = true,
            description = "Layers of a .weights.h5 file that read sequences backwards (default: none).")
    private List<String> goBackwards = List.of();

    @Option(
            names = "--final",
            paramLabel = "NAME,…",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Layers of a .weights.h5 file that were built without return_sequences, and so output their last"
                            + " step only (default: none).")
    private List<String> finalStates = List.of();

    @Option(
            names = "--reset-gate",
            paramLabel = "before|after",
            description =
                    "For GRUs without bias in a .weights.h5 file, which leaves this open: after if they were built with"
                            + " reset_after=True, else before (no default).")
    private @Nullable ResetGate resetGate;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Console console = common.console();
        RunFiles files = out == null ? RunFiles.unused("import") : new RunFiles(out);
        if (Files.exists(files.model())) {
            throw new IllegalArgumentException("--out " + out + " already contains a model: choose another directory");
        }
        ModelFormat known = format == null ? ModelFormat.of(file) : format;
        ModelImport.Read read = new ModelImport(file, known, modules, goBackwards, finalStates, resetGate).read();
        ModelWeights weights = read.model().weights();
        Map<String, String> task = TaskMetadata.in(read.model().metadata());
        Checkpoint.save(files.model(), weights, task);

        console.say("Model from " + known.key() + ":");
        ModelDescription.of(weights).forEach(console::say);
        read.model().notices().forEach(notice -> console.note("note: " + notice));
        if (read.activation() != OnnxActivation.NONE) {
            console.note("note: the graph ends with " + read.activation().name().toLowerCase(Locale.ROOT)
                    + ", which is not imported: apply it to the model's outputs yourself");
        }
        console.say("Saved in " + files.model());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("format", known.key());
        result.put("checkpoint", files.model().toString());
        result.put("parameters", ModelDescription.parameters(weights));
        result.put("activation", read.activation().name().toLowerCase(Locale.ROOT));
        result.put("notices", read.model().notices());
        console.event("result", result);
        return ExitCode.DONE;
    }
}
