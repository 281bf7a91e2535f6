package org.gru4j.cli.exchange;

import java.nio.file.Path;
import java.util.Map;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.model.ModelWeights;

/**
 * How a model is to be written for another program.
 *
 * @param lengths whether an ONNX graph reads how many steps of each sequence are valid
 * @param states whether it reads states and gives states, so that it can go on where it was
 * @param activation what it does with the last numbers
 */
public record ModelExport(Path file, ModelFormat format, boolean lengths, boolean states, OnnxActivation activation) {
    /** @throws IllegalArgumentException if such files are only read, or something is given that one has no use for */
    public ModelExport {
        format.requireWritten();
        requireUse("--lengths", lengths, format);
        requireUse("--states", states, format);
        requireUse("--activation", activation != OnnxActivation.NONE, format);
    }

    private static void requireUse(String option, boolean given, ModelFormat format) {
        if (given && format != ModelFormat.ONNX) {
            throw new IllegalArgumentException(option + ": of use only with --format onnx");
        }
    }

    /**
     * @param metadata what else the file shall say
     * @throws IllegalArgumentException if the format can't say what the model is
     * @throws java.io.UncheckedIOException with the file, if it can't be written
     */
    public void write(ModelWeights weights, Map<String, String> metadata) {
        switch (format) {
            case PYTORCH -> PyTorchModel.write(weights, metadata, file);
            case ONNX -> OnnxModel.write(weights, new OnnxOptions(lengths, states, activation, metadata), file);
            case KERAS -> throw new AssertionError("refused when this was made");
        }
    }
}
