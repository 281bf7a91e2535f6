package org.gru4j.interop.pytorch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.ImportedModel;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;

/**
 * Reads and writes models as PyTorch's state dicts in safetensors files ({@code
 * safetensors.torch.save_file(model.state_dict(), …)}). The modules run one after the other.
 *
 * <p>It reads nn.GRU, nn.LSTM and nn.RNN with any number of layers, in one or both directions, with and without bias,
 * and nn.Embedding and nn.Linear. Modules are recognised by the names and shapes of their tensors. Their order is
 * inferred from their sizes: each module reads as many features as the previous one emits. A matrix without a bias is
 * an nn.Embedding if it comes first and an nn.Linear otherwise. If the order is ambiguous, or a tensor belongs to
 * another module, reading fails. The caller then names the modules in their order, with {@code :embedding} or {@code
 * :linear} appended to a module that is mistaken for the other.
 *
 * <p>A state dict does not contain what the model's code does between or after the modules: activations, normalisation,
 * residual connections, the mean over the steps, taking only the last step. The import assumes that it does nothing of
 * this, and that nn.RNN uses tanh; the notices say so. Two cases are errors instead, because there nearly always is an
 * activation: a gap in the numbers of an nn.Sequential ({@code head.0}, {@code head.2}), and an nn.Linear directly
 * after another. If nothing is computed there, the caller names the modules with {@code :identity} at that position:
 * {@code List.of("gru", "fc1", ":identity", "fc2")}, or {@code head.1:identity}.
 *
 * <p>A file that gru4j has written contains the model's description in its metadata, and is read as exactly this model.
 *
 * <p>PyTorch adds two biases, of which only the sum counts, except in a GRU's candidate. gru4j reads the sum, and
 * writes its own bias and zeros, so a model that is written and read again is the same, bit for bit.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PyTorchModel {
    private static final String KEY_CHECKPOINT = "gru4j.format";

    private PyTorchModel() {}

    /**
     * Reads all modules of a file, in the order that is inferred from their sizes.
     *
     * @throws UncheckedIOException if the file can't be read, is ambiguous, or gru4j can't compute the model; the
     *     message has the path and the wrong tensor or modules
     */
    public static ImportedModel read(Path file) {
        return read(file, List.of());
    }

    /**
     * Reads the named modules of a file.
     *
     * @param modules the names of modules in the order in which they run; empty for all modules, in the order that is
     *     inferred. Modules that are not named are left out, and a notice names their tensors. {@code :identity} means
     *     that nothing is computed at this position
     * @throws UncheckedIOException if the file can't be read, is ambiguous, or gru4j can't compute the model; the
     *     message has the path and the wrong tensor or modules
     */
    public static ImportedModel read(Path file, List<String> modules) {
        try (SafeTensors tensors = open(file)) {
            if (tensors.metadata().containsKey(KEY_CHECKPOINT)) {
                throw new IllegalArgumentException("expected a state dict of PyTorch but it is a checkpoint of gru4j");
            }
            String spec = tensors.metadata().get(ModelSpec.METADATA_KEY);
            StateDict dict = StateDict.of(tensors);
            PyTorchReader reader = new PyTorchReader(dict, tensors.conversions(), tensors.metadata());
            return spec == null || !modules.isEmpty() ? reader.read(modules) : reader.read(describedIn(spec));
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), new IOException(e.getMessage(), e));
        }
    }

    private static SafeTensors open(Path file) {
        try {
            return SafeTensors.open(file);
        } catch (UncheckedIOException e) {
            throw PyTorchUnread.file(file, e);
        }
    }

    private static ModelSpec describedIn(String spec) {
        try {
            return ModelSpec.fromJson(spec);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("metadata '" + ModelSpec.METADATA_KEY + "': " + e.getMessage(), e);
        }
    }

    /**
     * Reads a state dict in memory.
     *
     * @param stateDict the tensors by their names in PyTorch
     * @param modules as in {@link #read(Path, List)}
     * @throws IllegalArgumentException if the state dict is ambiguous, or gru4j can't compute the model; the message
     *     has the wrong tensor or modules
     */
    public static ImportedModel fromStateDict(Map<String, ShapedFloats> stateDict, List<String> modules) {
        return new PyTorchReader(StateDict.of(stateDict), List.of(), Map.of()).read(modules);
    }

    /**
     * Returns the state dict of a model. Each layer is a module with the layer's {@linkplain ModelSpec#layerNames
     * name}. Dense layers and the scores of items are nn.Linear. Dropout, pooling and final states have no tensors.
     *
     * @throws IllegalArgumentException if PyTorch has no module for a layer: a layer that reads only in reverse, a GRU
     *     with {@link org.gru4j.recurrent.ResetGate#BEFORE} or zoneout, or a layer of any other kind
     */
    public static Map<String, ShapedFloats> toStateDict(ModelWeights weights) {
        Map<String, ShapedFloats> stateDict = new LinkedHashMap<>();
        List<String> names = weights.spec().layerNames();
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            LayerSpec layer = weights.spec().layers().get(k);
            try {
                PyTorchLayer.toPyTorch(layer, parameter -> weights.values(name + "." + parameter))
                        .forEach((parameter, tensor) -> stateDict.put(PyTorchModule.tensor(name, parameter), tensor));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer '" + name + "': " + e.getMessage(), e);
            }
        }
        return stateDict;
    }

    /**
     * Writes a {@linkplain #toStateDict state dict} to a file, with the model's description in the metadata. A failure
     * leaves an existing file unchanged.
     *
     * @throws IllegalArgumentException if PyTorch has no module for a layer
     * @throws UncheckedIOException if the file can't be written; the message has the path
     */
    public static void write(ModelWeights weights, Path file) {
        write(weights, Map.of(), file);
    }

    /**
     * Writes a state dict as {@link #write(ModelWeights, Path)} does, with more metadata.
     *
     * @param metadata further keys and texts; {@link ImportedModel#metadata} returns them when the file is read
     * @throws IllegalArgumentException if PyTorch has no module for a layer
     * @throws UncheckedIOException if the file can't be written; the message has the path
     */
    public static void write(ModelWeights weights, Map<String, String> metadata, Path file) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put("format", "pt");
        all.put(ModelSpec.METADATA_KEY, weights.spec().toJson());
        SafeTensors.writeFloats(file, all, toStateDict(weights));
    }
}
