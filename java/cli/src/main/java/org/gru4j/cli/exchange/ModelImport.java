package org.gru4j.cli.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.keras.KerasModel;
import org.gru4j.interop.keras.WeightsHints;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * The import of a model from another program, with hints for what the file leaves open.
 *
 * @param modules the modules of PyTorch or layers of Keras in order; empty to take the order from the file
 * @param goBackwards the Keras layers that read sequences backwards
 * @param finalStates the Keras layers that output only their final states
 * @param resetGate of Keras GRUs without bias; null if it follows from the file
 */
public record ModelImport(
        Path file,
        ModelFormat format,
        List<String> modules,
        List<String> goBackwards,
        List<String> finalStates,
        @Nullable ResetGate resetGate) {
    /**
     * An imported model, and the activation at the end of its graph that was not imported; {@link OnnxActivation#NONE}
     * if there is none.
     */
    public record Read(ImportedModel model, OnnxActivation activation) {}

    /**
     * Checks the hints.
     *
     * @throws IllegalArgumentException if a hint does not apply to the format
     */
    public ModelImport {
        modules = List.copyOf(modules);
        goBackwards = List.copyOf(goBackwards);
        finalStates = List.copyOf(finalStates);
        boolean bareWeights = format == ModelFormat.KERAS && !isArchive(file);
        requireUse("--go-backwards", !goBackwards.isEmpty(), bareWeights, "a .weights.h5 file of Keras");
        requireUse("--final", !finalStates.isEmpty(), bareWeights, "a .weights.h5 file of Keras");
        requireUse("--reset-gate", resetGate != null, bareWeights, "a .weights.h5 file of Keras");
        requireUse(
                "--modules",
                !modules.isEmpty(),
                bareWeights || format == ModelFormat.PYTORCH,
                "a state dict of PyTorch or a .weights.h5 file of Keras");
    }

    private static void requireUse(String option, boolean given, boolean useful, String what) {
        if (given && !useful) {
            throw new IllegalArgumentException(option + ": applies only to " + what);
        }
    }

    private static boolean isArchive(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".keras");
    }

    /**
     * Reads the model.
     *
     * @throws java.io.UncheckedIOException if the file can't be read, is damaged or unsupported; the message names the
     *     file and the problem
     */
    public Read read() {
        return switch (format) {
            case PYTORCH -> new Read(PyTorchModel.read(file, modules), OnnxActivation.NONE);
            case KERAS ->
                new Read(
                        isArchive(file)
                                ? KerasModel.read(file)
                                : KerasModel.readWeights(
                                        file,
                                        new WeightsHints(
                                                modules, Set.copyOf(goBackwards), Set.copyOf(finalStates), resetGate)),
                        OnnxActivation.NONE);
            case ONNX -> {
                OnnxModel model = OnnxModel.read(file);
                yield new Read(model.model(), model.activation());
            }
        };
    }
}
