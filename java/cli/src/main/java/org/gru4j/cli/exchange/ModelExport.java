package org.gru4j.cli.exchange;

import java.nio.file.Path;
import java.util.Map;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.model.ModelWeights;

/**
 * The export of a model to another program's format.
 *
 * @param lengths whether the ONNX graph has an input with the number of valid steps in each sequence
 * @param states whether the ONNX graph has inputs and outputs for the states, so that it can continue a sequence
 * @param activation the activation that the ONNX graph applies to its output
 */
public record ModelExport(Path file, ModelFormat format, boolean lengths, boolean states, OnnxActivation activation) {
    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if the format can't be written, or an option does not apply to it
     */
    public ModelExport {
        format.requireWritten();
        requireUse("--lengths", lengths, format);
        requireUse("--states", states, format);
        requireUse("--activation", activation != OnnxActivation.NONE, format);
    }

    private static void requireUse(String option, boolean given, ModelFormat format) {
        if (given && format != ModelFormat.ONNX) {
            throw new IllegalArgumentException(option + ": applies only to --format onnx");
        }
    }

    /**
     * Writes the model.
     *
     * @param metadata additional entries for the file's metadata
     * @throws IllegalArgumentException if the format can't represent the model
     * @throws java.io.UncheckedIOException if the file can't be written; the message names it
     */
    public void write(ModelWeights weights, Map<String, String> metadata) {
        switch (format) {
            case PYTORCH -> PyTorchModel.write(weights, metadata, file);
            case ONNX -> OnnxModel.write(weights, new OnnxOptions(lengths, states, activation, metadata), file);
            case KERAS -> throw new AssertionError("rejected by the constructor");
        }
    }
}
