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
 * Models from and for PyTorch: the state dict of modules that run one after the other, as safetensors keeps it
 * ({@code safetensors.torch.save_file(model.state_dict(), …)}).
 *
 * <p>Read are nn.GRU, nn.LSTM and nn.RNN of any number of layers, in one or both directions, with and without bias, and
 * nn.Embedding and nn.Linear. What the modules are is told by their tensors' names and shapes, and their order by how
 * their sizes chain; a matrix without a bias is an nn.Embedding if it comes first and an nn.Linear otherwise. What is
 * not clear from that, or belongs to no such module, is an error, unless the caller names the modules: in their order,
 * each with {@code :embedding} or {@code :linear} behind it if it is to be read as that.
 *
 * <p>A state dict does not tell what else is done: activations, normalisation and residual connections of the model's
 * own code, the mean over the steps, the last step alone. That nothing is, and nn.RNN has tanh, is assumed, and the
 * notices say so. It is not assumed, but an error, where numbers of an nn.Sequential are missing ({@code head.0} and
 * {@code head.2}), or one nn.Linear follows another: an activation nearly always stands there. A caller who knows
 * better names the modules, with {@code :identity} in its place: {@code List.of("gru", "fc1", ":identity", "fc2")}, or
 * {@code head.1:identity}.
 *
 * <p>A file that was written here holds the model's description among its metadata, and is read as that.
 *
 * <p>Biases: of the two that PyTorch keeps, only the sum counts, but for those of a GRU's candidate. They are read into
 * one, and written as ours and zero, so that a model that was written and read is the same bit for bit.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PyTorchModel {
    private static final String KEY_CHECKPOINT = "gru4j.format";

    private PyTorchModel() {}

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException with the path and the tensor or the modules that are wrong
     */
    public static ImportedModel read(Path file) {
        return read(file, List.of());
    }

    /**
     * Reads some modules of a file.
     *
     * @param modules in the order in which they run; none for all, in the order that fits. Other modules are left out,
     *     which the notices say. {@code :identity} among them says that nothing is done at this place
     * @throws UncheckedIOException with the path and the tensor or the modules that are wrong
     */
    public static ImportedModel read(Path file, List<String> modules) {
        try (SafeTensors tensors = open(file)) {
            if (tensors.metadata().containsKey(KEY_CHECKPOINT)) {
                throw new IllegalArgumentException("a checkpoint of gru4j, not a state dict of PyTorch");
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
     * Reads a state dict.
     *
     * @param modules as in {@link #read(Path, List)}
     * @throws IllegalArgumentException with the tensor or the modules that are wrong
     */
    public static ImportedModel fromStateDict(Map<String, ShapedFloats> stateDict, List<String> modules) {
        return new PyTorchReader(StateDict.of(stateDict), List.of(), Map.of()).read(modules);
    }

    /**
     * The state dict of a model: each layer a module of its {@linkplain ModelSpec#layerNames name}, dense layers and
     * the scores of items as nn.Linear; dropout, pooling and final states have no tensors.
     *
     * @throws IllegalArgumentException if PyTorch has no module for a layer: one that reads from the end alone, or a
     *     GRU with {@link org.gru4j.recurrent.ResetGate#BEFORE} or zoneout
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
     * Writes a {@linkplain #toStateDict state dict}, and the model's description among the metadata; a failure leaves
     * the file from before.
     *
     * @throws IllegalArgumentException if PyTorch has no module for a layer
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(ModelWeights weights, Path file) {
        write(weights, Map.of(), file);
    }

    /**
     * The same, with more metadata.
     *
     * @param metadata what else the file shall say; {@link ImportedModel#metadata} when it is read
     */
    public static void write(ModelWeights weights, Map<String, String> metadata, Path file) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put("format", "pt");
        all.put(ModelSpec.METADATA_KEY, weights.spec().toJson());
        SafeTensors.writeFloats(file, all, toStateDict(weights));
    }
}
