package org.gru4j.examples.service;

import java.nio.file.Path;
import org.gru4j.backend.Backend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.keras.KerasModel;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.model.Sequential;

/** Loads models of gru4j ({@code .safetensors}), ONNX ({@code .onnx}) and Keras ({@code .keras}). */
public final class ModelFile {
    private static final System.Logger LOG = System.getLogger(ModelFile.class.getName());

    private ModelFile() {}

    /**
     * Loads the model of a file. The suffix of its name determines the format. Differences from the original model, if
     * any, are logged.
     *
     * @return the model, which the caller closes
     * @throws IllegalArgumentException if the suffix is unknown
     * @throws java.io.UncheckedIOException if the file can't be read; the message has the path and the reason
     */
    static Sequential load(Path file, Backend backend) {
        String name = file.getFileName().toString();
        if (name.endsWith(".safetensors")) {
            try (Checkpoint checkpoint = Checkpoint.load(file)) {
                return checkpoint.createModel(backend);
            }
        }
        if (name.endsWith(".onnx")) {
            return create(OnnxModel.read(file).model(), backend);
        }
        if (name.endsWith(".keras")) {
            return create(KerasModel.read(file), backend);
        }
        throw new IllegalArgumentException("model: expected a file .safetensors, .onnx or .keras but got " + file);
    }

    private static Sequential create(ImportedModel imported, Backend backend) {
        imported.notices().forEach(notice -> LOG.log(System.Logger.Level.INFO, notice));
        return imported.weights().createModel(backend);
    }
}
