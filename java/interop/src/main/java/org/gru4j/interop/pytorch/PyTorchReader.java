package org.gru4j.interop.pytorch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gru4j.interop.ImportedModel;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.tensor.Shape;

/**
 * Reads one model from a state dict. It recognises the modules, checks that all their tensors are there, and only then
 * loads the numbers.
 */
final class PyTorchReader {
    private final StateDict dict;
    private final List<String> notices;
    private final Map<String, String> metadata;
    private final Set<String> taken = new HashSet<>();

    /**
     * Creates a reader for one model.
     *
     * @param dict the state dict
     * @param notices notices that come first in the result
     * @param metadata the metadata of the file
     */
    PyTorchReader(StateDict dict, List<String> notices, Map<String, String> metadata) {
        this.dict = dict;
        this.metadata = metadata;
        this.notices = new ArrayList<>(notices);
    }

    /** Reads a model with a known description. Its modules have the names of its layers. */
    ImportedModel read(ModelSpec spec) {
        List<String> names = spec.layerNames();
        List<PyTorchOrder.Placed> placed = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            LayerSpec layer = spec.layers().get(k);
            placed.add(new PyTorchOrder.Placed(new PyTorchModule(names.get(k), layer, layer, true), layer));
        }
        ModelWeights weights = weights(spec, placed);
        requireNothingLeft();
        return new ImportedModel(weights, notices, metadata);
    }

    /** Reads the named modules in the given order; if none are named, all modules in the order that fits. */
    ImportedModel read(List<String> names) {
        PyTorchNotices untold = new PyTorchNotices(dict);
        List<PyTorchOrder.Placed> placed;
        if (names.isEmpty()) {
            dict.names().forEach(PyTorchReader::requireParameter);
            placed = PyTorchOrder.of(PyTorchModule.find(dict, dict.names()).values());
        } else {
            placed = PyTorchOrder.named(
                    untold.modules(names).stream().map(this::named).toList());
        }
        ModelSpec spec = spec(placed);
        untold.requireNothingBetween(placed);
        notices.addAll(PyTorchNotices.assumed(placed));
        ModelWeights weights = weights(spec, placed);
        if (names.isEmpty()) {
            requireNothingLeft();
        } else {
            noteWhatIsLeft();
        }
        return new ImportedModel(weights, notices, metadata);
    }

    /** Returns the module of a name, which may end in {@code :embedding} or {@code :linear}. */
    private PyTorchModule named(String text) {
        int colon = text.lastIndexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        List<String> tensors = dict.names().stream()
                .filter(tensor -> PyTorchModule.nameOf(tensor).equals(name))
                .toList();
        if (tensors.isEmpty()) {
            Set<String> there = new TreeSet<>();
            dict.names().forEach(tensor -> there.add(PyTorchModule.nameOf(tensor)));
            throw new IllegalArgumentException("modules: expected one of " + there + " but got '" + name + "'");
        }
        tensors.forEach(PyTorchReader::requireParameter);
        PyTorchModule module =
                PyTorchModule.find(dict, tensors).values().iterator().next(); // the only one
        return colon < 0 ? module : module.as(text.substring(colon + 1));
    }

    private static ModelSpec spec(List<PyTorchOrder.Placed> placed) {
        try {
            return new ModelSpec(placed.stream().map(PyTorchOrder.Placed::layer).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "modules "
                            + placed.stream().map(PyTorchOrder.Placed::module).toList() + ": " + e.getMessage(),
                    e);
        }
    }

    private static void requireParameter(String tensor) {
        if (!PyTorchModule.isParameter(tensor)) {
            throw PyTorchUnread.refusal(tensor);
        }
    }

    private ModelWeights weights(ModelSpec spec, List<PyTorchOrder.Placed> placed) {
        placed.forEach(this::require);
        Map<String, float[]> values = new LinkedHashMap<>();
        List<String> names = spec.layerNames();
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            PyTorchOrder.Placed at = placed.get(k);
            PyTorchLayer.fromPyTorch(at.layer(), parameter -> floats(at, parameter))
                    .forEach((parameter, numbers) -> values.put(name + "." + parameter, numbers));
        }
        return new ModelWeights(spec, values);
    }

    /** Checks that all tensors of a module are there and have the right shape, and adds the module's notices. */
    private void require(PyTorchOrder.Placed placed) {
        PyTorchModule module = placed.module();
        requirePlausible(placed);
        if (module.isUnclear() && placed.layer() instanceof EmbeddingLayer) {
            notices.add("module '" + module.name() + "': a matrix without a bias in the first module is read as"
                    + " nn.Embedding; nn.EmbeddingBag, which emits a sum or a mean, looks the same");
        }
        PyTorchLayer.shapes(placed.layer()).forEach((parameter, shape) -> {
            if (isZeroBias(placed, parameter)) {
                notices.add("module '" + module.name() + "': nn.Linear without a bias is read with a bias of zeros");
            } else {
                requireTensor(PyTorchModule.tensor(module.name(), parameter), shape);
            }
        });
    }

    /**
     * Checks that a description has no more layers than there are tensors. Such a description can't belong to this
     * state dict, and would cost memory.
     */
    private void requirePlausible(PyTorchOrder.Placed placed) {
        int layers = placed.layer() instanceof GruLayer gru
                ? gru.spec().numLayers()
                : placed.layer() instanceof RnnLayer rnn ? rnn.spec().numLayers() : 0;
        if (layers > dict.names().size()) {
            throw new IllegalArgumentException("module '" + placed.module().name() + "': the description has " + layers
                    + " layers but the file has only " + dict.names().size() + " tensors");
        }
    }

    private static boolean isZeroBias(PyTorchOrder.Placed placed, String parameter) {
        return placed.layer() instanceof DenseLayer
                && parameter.equals("bias")
                && !placed.module().hasBias();
    }

    private void requireTensor(String name, Shape expected) {
        if (!dict.names().contains(name)) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' " + expected + " is missing; the tensors are " + dict.names());
        }
        Shape actual = dict.shape(name);
        if (!actual.equals(expected)) {
            throw new IllegalArgumentException("tensor '" + name + "': expected " + expected + " but got " + actual);
        }
        taken.add(name);
    }

    private float[] floats(PyTorchOrder.Placed placed, String parameter) {
        return isZeroBias(placed, parameter)
                ? new float[placed.layer().outputFeatures()]
                : dict.floats(PyTorchModule.tensor(placed.module().name(), parameter));
    }

    private void requireNothingLeft() {
        for (String tensor : dict.names()) {
            if (!taken.contains(tensor)) {
                throw PyTorchUnread.refusal(tensor);
            }
        }
    }

    private void noteWhatIsLeft() {
        for (String tensor : dict.names()) {
            if (!taken.contains(tensor)) {
                notices.add("tensor '" + tensor + "' is left out, because its module is not named");
            }
        }
    }
}
