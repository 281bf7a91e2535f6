package org.gru4j.interop.onnx.write;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.format.RecurrentLayer;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stack of recurrent layers. Each layer is one node GRU, LSTM or RNN, named {@code NAME.l0} and so on. Its
 * output Y [T,D,N,H] is rearranged to [T,N,D·H], which the next layer reads.
 */
final class RecurrentExport {
    private static final String[] STATES = {"h", "c"};

    private final GraphBuilder graph;
    private final ModelWeights weights;
    private final OnnxOptions options;
    private final String name;
    private final List<RecurrentLayer> layers;
    /** The value [N,1] that is true for rows with at least one step; null until it is needed. */
    private @Nullable String any;

    RecurrentExport(
            GraphBuilder graph, ModelWeights weights, OnnxOptions options, String name, List<RecurrentLayer> layers) {
        this.graph = graph;
        this.weights = weights;
        this.options = options;
        this.name = name;
        this.layers = layers;
    }

    /**
     * Adds the nodes.
     *
     * @param x the value [T,N,I] that they read
     * @param finalStates whether the last layer emits its final states instead of every step
     * @return the value [T,N,D·H] that they compute, or [1,N,D·H] for final states
     */
    String write(String x, boolean finalStates) {
        int states = layers.get(0).cell().states();
        List<List<String>> finals = new ArrayList<>();
        for (int s = 0; s < states; s++) {
            finals.add(new ArrayList<>());
            if (options.states()) {
                graph.input(input(s), DataType.FLOAT, stateDims());
            }
        }
        String value = x;
        for (int l = 0; l < layers.size(); l++) {
            value = layer(l, value, finals, finalStates && l == layers.size() - 1);
        }
        if (options.states()) {
            outputs(finals);
        }
        return value;
    }

    private String any() {
        if (any == null) {
            String more = graph.node(
                    "Greater", name + ".more", List.of(), OnnxExport.LENGTHS, graph.int32(name + ".none", 0));
            any = graph.node("Unsqueeze", name + ".any", List.of(), more, graph.integers(name + ".units", 1));
        }
        return any;
    }

    private void outputs(List<List<String>> finals) {
        for (int s = 0; s < finals.size(); s++) {
            graph.output(output(s), DataType.FLOAT, stateDims());
            String all = options.lengths() ? name + "." + STATES[s] + "N" : output(s);
            graph.node(
                    "Concat", all, List.of(attribute("axis", 0)), finals.get(s).toArray(new String[0]));
            if (options.lengths()) { // not every runtime leaves the state of a row without steps unchanged
                graph.node("Where", output(s), List.of(), any(), all, input(s));
            }
        }
    }

    private Object[] stateDims() {
        RecurrentLayer first = layers.get(0);
        return new Object[] {layers.size() * first.direction().count(), OnnxExport.BATCH, first.hiddenSize()};
    }

    /** Returns the name of an input for initial states [L·D,N,H]: {@code NAME.h0} or {@code NAME.c0}. */
    private String input(int s) {
        return name + "." + STATES[s] + "0";
    }

    /** Returns the name of an output for final states [L·D,N,H]: {@code NAME.hT} or {@code NAME.cT}. */
    private String output(int s) {
        return name + "." + STATES[s] + "T";
    }

    private String layer(int l, String x, List<List<String>> finals, boolean finalStates) {
        RecurrentLayer layer = layers.get(l);
        String node = name + ".l" + l;
        List<String> inputs = new ArrayList<>(List.of(x));
        inputs.addAll(parameters(l, node));
        inputs.add(options.lengths() ? OnnxExport.LENGTHS : "");
        for (int s = 0; options.states() && s < layer.cell().states(); s++) {
            inputs.add(initialState(l, s, node));
        }
        while (inputs.get(inputs.size() - 1).isEmpty()) {
            inputs.remove(inputs.size() - 1);
        }
        List<String> outputs = new ArrayList<>(List.of(finalStates ? "" : node + ".Y"));
        for (int s = 0; options.states() && s < layer.cell().states(); s++) {
            finals.get(s).add(state(node, s));
            outputs.add(state(node, s));
        }
        if (finalStates && !options.states()) {
            outputs.add(state(node, 0));
        }
        graph.node(layer.cell().name(), node, attributes(layer), inputs, outputs);
        return finalStates ? statesSideBySide(layer, node) : sideBySide(layer, node);
    }

    private static String state(String node, int s) {
        return node + "." + STATES[s] + "T";
    }

    private static List<AttributeProto> attributes(RecurrentLayer layer) {
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(attribute("hidden_size", layer.hiddenSize()));
        attributes.add(attribute("direction", layer.direction().name().toLowerCase(Locale.ROOT)));
        if (layer.cell() == CellLayout.GRU) {
            attributes.add(attribute("linear_before_reset", layer.resetGate() == ResetGate.AFTER ? 1 : 0));
        }
        return attributes;
    }

    /** Adds the parameters W [D,G·H,I], R [D,G·H,H] and B [D,2·G·H]; the name of B is empty if there is no bias. */
    private List<String> parameters(int l, String node) {
        RecurrentLayer layer = layers.get(l);
        int directions = layer.direction().count();
        int hidden = layer.hiddenSize();
        int rows = layer.cell().gates() * hidden;
        float[] w = new float[directions * rows * layer.inputSize()];
        float[] r = new float[directions * rows * hidden];
        float[] b = new float[layer.bias() ? directions * 2 * rows : 0];
        for (int d = 0; d < directions; d++) {
            String prefix = layer.prefix(name, l, d);
            layer.cell().toOnnx(weights.values(prefix + ".W"), hidden, w, d * rows * layer.inputSize());
            layer.cell().toOnnx(weights.values(prefix + ".U"), hidden, r, d * rows * hidden);
            if (layer.bias()) {
                layer.cell().biasToOnnx(weights.values(prefix + ".b"), hidden, b, d * 2 * rows);
            }
        }
        return List.of(
                graph.floats(node + ".W", w, directions, rows, layer.inputSize()),
                graph.floats(node + ".R", r, directions, rows, hidden),
                layer.bias() ? graph.floats(node + ".B", b, directions, 2L * rows) : "");
    }

    /** Returns the value [D,N,H] with the initial state of one layer. */
    private String initialState(int l, int s, String node) {
        if (layers.size() == 1) {
            return input(s);
        }
        int directions = layers.get(l).direction().count();
        String slice = node + "." + STATES[s] + "0";
        return graph.node(
                "Slice",
                slice,
                List.of(),
                input(s),
                graph.integers(slice + ".from", (long) l * directions),
                graph.integers(slice + ".to", (l + 1L) * directions),
                graph.integers(slice + ".axis", 0));
    }

    /** Rearranges Y_h [D,N,H] to [1,N,D·H]. Rows without steps become zeros, whatever their initial state was. */
    private String statesSideBySide(RecurrentLayer layer, String node) {
        String states = state(node, 0);
        if (options.states() && options.lengths()) {
            states = graph.node(
                    "Where", node + ".moved", List.of(), any(), states, graph.floats(node + ".zero", new float[1], 1));
        }
        if (layer.direction().count() == 1) {
            return states;
        }
        String besides = graph.node("Transpose", node + ".besides", List.of(attribute("perm", 1, 0, 2)), states);
        return graph.node(
                "Reshape",
                node + ".y",
                List.of(),
                besides,
                graph.integers(node + ".joined", 1, -1, layer.outputSize()));
    }

    /** Rearranges Y [T,D,N,H] to [T,N,D·H]. */
    private String sideBySide(RecurrentLayer layer, String node) {
        String y = node + ".Y";
        if (layer.direction().count() == 1) {
            return graph.node("Squeeze", node + ".y", List.of(), y, graph.integers(node + ".directions", 1));
        }
        String besides = graph.node("Transpose", node + ".besides", List.of(attribute("perm", 0, 2, 1, 3)), y);
        return graph.node(
                "Reshape", node + ".y", List.of(), besides, graph.integers(node + ".joined", 0, 0, layer.outputSize()));
    }
}
