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
 * A model of another program, and how to read it.
 *
 * @param modules the modules of PyTorch or layers of Keras in their order; empty to see it from the file
 * @param goBackwards those layers of Keras that go backwards
 * @param finalStates those layers of Keras that emit their final states alone
 * @param resetGate of Keras's GRUs without bias; null if the file tells
 */
public record ModelImport(
        Path file,
        ModelFormat format,
        List<String> modules,
        List<String> goBackwards,
        List<String> finalStates,
        @Nullable ResetGate resetGate) {
    /** What the last numbers of the model go through there, and not here; {@link OnnxActivation#NONE} if nothing. */
    public record Read(ImportedModel model, OnnxActivation activation) {}

    /** @throws IllegalArgumentException if something is given that such a file has no use for */
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
            throw new IllegalArgumentException(option + ": of use only with " + what);
        }
    }

    private static boolean isArchive(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".keras");
    }

    /** @throws java.io.UncheckedIOException with the file, and what in it is wrong or not supported */
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
