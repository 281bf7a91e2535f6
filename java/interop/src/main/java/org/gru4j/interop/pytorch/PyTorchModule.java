package org.gru4j.interop.pytorch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.tensor.Shape;

/**
 * A module of a state dict, as far as the names and shapes of its tensors tell what it is. A matrix without a bias is
 * an nn.Embedding or an nn.Linear: which, its place in the model decides.
 *
 * @param name its prefix without the last dot; empty if there is none
 * @param first what it is as the first of the model
 * @param later what it is behind another; the same unless it is a matrix without a bias
 * @param hasBias of an nn.Linear, which is read with a bias of zeros if it has none
 */
record PyTorchModule(String name, LayerSpec first, LayerSpec later, boolean hasBias) {
    private static final Pattern RECURRENT =
            Pattern.compile("(weight_ih|weight_hh|bias_ih|bias_hh)_l(0|[1-9]\\d{0,3})(_reverse)?");

    /** Whether it could be the one or the other. */
    boolean isUnclear() {
        return !first.equals(later);
    }

    /** The module as an nn.Embedding, or as an nn.Linear, wherever it is. */
    PyTorchModule as(String kind) {
        if (!isUnclear()) {
            throw new IllegalArgumentException("module '" + name + "': only a matrix without a bias can be read as "
                    + kind + ", but it is " + describe(first));
        }
        return switch (kind) {
            case "embedding" -> new PyTorchModule(name, first, first, false);
            case "linear" -> new PyTorchModule(name, later, later, false);
            default ->
                throw new IllegalArgumentException(
                        "module '" + name + "': expected ':embedding' or ':linear'" + " but got ':" + kind + "'");
        };
    }

    /** For example {@code 'fc' (nn.Linear 6→5)}. */
    @Override
    public String toString() {
        return "'" + name + "' (" + describe(first) + (isUnclear() ? " if first, else " + describe(later) : "") + ")";
    }

    private static String describe(LayerSpec layer) {
        String kind = layer instanceof EmbeddingLayer e
                ? "nn.Embedding " + e.vocabularySize()
                : (layer instanceof GruLayer
                                ? "nn.GRU "
                                : layer instanceof DenseLayer
                                        ? "nn.Linear "
                                        : layer.kind().equals("lstm") ? "nn.LSTM " : "nn.RNN ")
                        + ModelSpec.of(layer).inputFeatures();
        return kind + "→" + layer.outputFeatures();
    }

    /** What stands before the last dot; empty if there is none. */
    static String nameOf(String tensor) {
        return tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
    }

    /** The tensor's whole name. */
    static String tensor(String module, String parameter) {
        return module.isEmpty() ? parameter : module + "." + parameter;
    }

    /** Whether a tensor may be one of a module that is read. */
    static boolean isParameter(String tensor) {
        String parameter = tensor.substring(tensor.lastIndexOf('.') + 1);
        return parameter.equals("weight")
                || parameter.equals("bias")
                || RECURRENT.matcher(parameter).matches();
    }

    /**
     * All modules that the tensors belong to, by name.
     *
     * @param tensors each of them a parameter
     * @throws IllegalArgumentException with the tensor that makes no sense
     */
    static Map<String, PyTorchModule> find(StateDict dict, Collection<String> tensors) {
        Map<String, Map<String, String>> byModule = new TreeMap<>();
        for (String tensor : tensors) {
            String module = nameOf(tensor);
            byModule.computeIfAbsent(module, name -> new LinkedHashMap<>())
                    .put(tensor.substring(module.isEmpty() ? 0 : module.length() + 1), tensor);
        }
        Map<String, PyTorchModule> modules = new LinkedHashMap<>();
        byModule.forEach((name, parameters) -> modules.put(
                name,
                parameters.keySet().stream()
                                .anyMatch(parameter ->
                                        RECURRENT.matcher(parameter).matches())
                        ? recurrent(dict, name, parameters.keySet())
                        : matrix(dict, name, parameters.keySet())));
        return modules;
    }

    private static PyTorchModule recurrent(StateDict dict, String name, Collection<String> parameters) {
        int layers = 0;
        boolean reverse = false;
        boolean bias = false;
        for (String parameter : parameters) {
            Matcher matcher = RECURRENT.matcher(parameter);
            if (matcher.matches()) {
                layers = Math.max(layers, Integer.parseInt(matcher.group(2)) + 1);
                reverse |= matcher.group(3) != null;
                bias |= parameter.startsWith("bias");
            }
        }
        Shape hh = matrixShape(dict, name, "weight_hh_l0", parameters);
        Shape ih = matrixShape(dict, name, "weight_ih_l0", parameters);
        int size = hh.dim(1);
        for (PyTorchCell cell : PyTorchCell.values()) {
            if (hh.dim(0) == (long) cell.gates() * size) {
                LayerSpec layer = new PyTorchStack(
                                cell,
                                ih.dim(1),
                                size,
                                layers,
                                reverse ? Direction.BIDIRECTIONAL : Direction.FORWARD,
                                bias)
                        .toLayer();
                return new PyTorchModule(name, layer, layer, bias);
            }
        }
        throw new IllegalArgumentException("tensor '" + tensor(name, "weight_hh_l0")
                + "': expected 1, 3 or 4 times as many rows as columns (nn.RNN, nn.GRU, nn.LSTM) but got " + hh);
    }

    private static PyTorchModule matrix(StateDict dict, String name, Collection<String> parameters) {
        Shape weight = matrixShape(dict, name, "weight", parameters);
        LayerSpec linear = LayerSpec.dense(weight.dim(1), weight.dim(0));
        boolean bias = parameters.contains("bias");
        return new PyTorchModule(name, bias ? linear : LayerSpec.embedding(weight.dim(0), weight.dim(1)), linear, bias);
    }

    private static Shape matrixShape(StateDict dict, String module, String parameter, Collection<String> parameters) {
        String tensor = tensor(module, parameter);
        if (!parameters.contains(parameter)) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor + "' is missing; of module '" + module + "' there are " + parameters);
        }
        Shape shape = dict.shape(tensor);
        if (shape.rank() < 2 && parameter.equals("weight")) {
            throw new IllegalArgumentException("tensor '" + tensor + "' " + shape + ": a number for each feature, as"
                    + " nn.LayerNorm, nn.BatchNorm1d and nn.PReLU have, which are not read" + PyTorchUnread.WAY_OUT);
        }
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("tensor '" + tensor + "': expected two dimensions but got " + shape);
        }
        return shape;
    }
}
