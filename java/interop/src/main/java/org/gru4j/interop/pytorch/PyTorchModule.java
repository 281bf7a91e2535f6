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
 * A module of a state dict, recognised by the names and shapes of its tensors. A matrix without a bias is either an
 * nn.Embedding or an nn.Linear, depending on its position in the model.
 *
 * @param name the prefix of its tensors, without the last dot; empty if there is none
 * @param first the layer that it becomes as the first module of a model
 * @param later the layer that it becomes after another module; the same unless it is a matrix without a bias
 * @param hasBias whether it has a bias; an nn.Linear without one is read with a bias of zeros
 */
record PyTorchModule(String name, LayerSpec first, LayerSpec later, boolean hasBias) {
    private static final Pattern RECURRENT =
            Pattern.compile("(weight_ih|weight_hh|bias_ih|bias_hh)_l(0|[1-9]\\d{0,3})(_reverse)?");

    /** Returns whether it may be an nn.Embedding or an nn.Linear. */
    boolean isUnclear() {
        return !first.equals(later);
    }

    /**
     * Returns this module as an nn.Embedding or an nn.Linear, independent of its position.
     *
     * @param kind {@code embedding} or {@code linear}
     * @throws IllegalArgumentException if it is not a matrix without a bias, or {@code kind} is neither of the two
     */
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

    /** Returns the name, the module and its sizes, for example {@code 'fc' (nn.Linear 6→5)}. */
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

    /** Returns the module's name in a tensor's name: the part before the last dot, or empty if there is no dot. */
    static String nameOf(String tensor) {
        return tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
    }

    /** Returns the name of a tensor from the names of its module and its parameter. */
    static String tensor(String module, String parameter) {
        return module.isEmpty() ? parameter : module + "." + parameter;
    }

    /** Returns whether a tensor may belong to a module that gru4j reads. */
    static boolean isParameter(String tensor) {
        String parameter = tensor.substring(tensor.lastIndexOf('.') + 1);
        return parameter.equals("weight")
                || parameter.equals("bias")
                || RECURRENT.matcher(parameter).matches();
    }

    /**
     * Returns the modules that tensors belong to, by name.
     *
     * @param tensors names for which {@link #isParameter} is true
     * @throws IllegalArgumentException if a tensor is missing or has the wrong shape; the message names it
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
                    "tensor '" + tensor + "' is missing; module '" + module + "' has only " + parameters);
        }
        Shape shape = dict.shape(tensor);
        if (shape.rank() < 2 && parameter.equals("weight")) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor + "' " + shape + ": expected a matrix but got one number"
                            + " per feature, as nn.LayerNorm, nn.BatchNorm1d and nn.PReLU have; gru4j does not read"
                            + " these modules"
                            + PyTorchUnread.WAY_OUT);
        }
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("tensor '" + tensor + "': expected two dimensions but got " + shape);
        }
        return shape;
    }
}
