package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.GraphProto;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.read.AxisFactor.Role;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.jspecify.annotations.Nullable;

/** Reads a model from an ONNX graph. Not thread-safe: every import has its own instance. */
public final class OnnxImport {
    /**
     * The result of an import.
     *
     * @param model the model with its notices
     * @param activation the activation at the end of the graph
     */
    public record Result(ImportedModel model, OnnxActivation activation) {}

    private final ModelProto proto;
    private final OnnxNotices notices = new OnnxNotices();
    private final ImportBudget reading;

    private OnnxImport(ModelProto proto) {
        this.proto = proto;
        this.reading = new ImportBudget(notices, proto.getProducerName(), stored(proto.getGraph()));
    }

    /**
     * Reads a model.
     *
     * @throws OnnxFault if gru4j can't compute the model
     */
    public static Result read(ModelProto proto) {
        try {
            return new OnnxImport(proto).model();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new OnnxFault("model: " + e.getMessage(), e);
        }
    }

    /** Returns an upper bound for the numbers that the file stores. */
    private static long stored(GraphProto graph) {
        long numbers = 0;
        for (TensorProto tensor : graph.getInitializerList()) {
            numbers += tensor.getSerializedSize() / Short.BYTES;
        }
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                numbers += attribute.getSerializedSize() / Short.BYTES;
            }
        }
        return numbers;
    }

    private Result model() {
        GraphReader graph = new GraphReader(ModelFile.opset(proto), reading);
        Map<String, Value> outputs = graph.read(proto.getGraph());
        Map.Entry<String, Value> output = sequence(outputs);
        Activation y = (Activation) output.getValue();
        OnnxActivation activation = OnnxActivation.NONE;
        LayerOutput last = y.signal();
        if (last instanceof LayerOutput.Activated activated) {
            activation = activated.activation;
            last = activated.source;
        }
        ModelWeights weights = ModelAssembly.model(last, described(), reading);
        requireArranged(output.getKey(), y, last);
        if (reading.time() == Role.SECOND) {
            notices.add("the graph's sequences are batch-first, [N,T,…]; in gru4j they are [T,N,…]");
        }
        for (String unread : graph.unread(proto.getGraph())) {
            notices.add("input '" + unread + "' is ignored: no node reads it");
        }
        return new Result(new ImportedModel(weights, notices.list(), metadata()), activation);
    }

    /**
     * Returns the output that becomes the output of the model. It is the only one that is not final states, or, if all
     * are final states, those of the last layer. Other final states become notices.
     *
     * @throws OnnxFault if there is no such output, or more than one
     */
    private Map.Entry<String, Value> sequence(Map<String, Value> outputs) {
        List<Map.Entry<String, Value>> sequences = new ArrayList<>();
        List<Map.Entry<String, Value>> states = new ArrayList<>();
        for (Map.Entry<String, Value> output : outputs.entrySet()) {
            if (!(output.getValue() instanceof Activation activity)) {
                throw new OnnxFault("output '" + output.getKey() + "': expected the output of a layer but got "
                        + output.getValue().describe());
            }
            boolean isFinal = activity.signal() instanceof States of && of.areFinal();
            (isFinal ? states : sequences).add(output);
        }
        if (sequences.isEmpty()) {
            sequences.addAll(ofTheLastLayer(states));
        }
        for (Map.Entry<String, Value> output : states) {
            if (!sequences.contains(output)) {
                notices.add("output '" + output.getKey() + "' is "
                        + ((Activation) output.getValue()).signal().describe()
                        + "; in gru4j the program carries these states");
            }
        }
        if (sequences.size() != 1) {
            throw new OnnxFault("outputs: expected one output besides final states but got "
                    + sequences.stream().map(Map.Entry::getKey).toList());
        }
        return sequences.get(0);
    }

    /**
     * Returns the final states that a model can emit and that have the most layers below them. If several outputs are
     * the states of the same layer, it is the last of them.
     */
    private List<Map.Entry<String, Value>> ofTheLastLayer(List<Map.Entry<String, Value>> states) {
        List<Map.Entry<String, Value>> last = new ArrayList<>();
        List<LayerOutput.Run> runs = null;
        int most = 0;
        for (Map.Entry<String, Value> output : states) {
            Activation y = (Activation) output.getValue();
            if (!((States) y.signal()).isLayer() || !isArranged(y, y.signal())) {
                continue;
            }
            LayerOutput.Recurrent layer = ((States) y.signal()).layer().layer;
            int depth = depth(layer);
            if (depth > most || layer.runs.equals(runs)) {
                last.clear();
            }
            if (depth >= most) {
                last.add(output);
                most = depth;
                runs = layer.runs;
            }
        }
        return last;
    }

    private static int depth(LayerOutput.Layer layer) {
        int depth = 1;
        for (LayerOutput signal = layer.source; signal instanceof LayerOutput.Layer below; signal = below.source) {
            depth++;
        }
        return depth;
    }

    /** Returns the description of the model in the metadata; null if there is none, or it is invalid. */
    private @Nullable ModelSpec described() {
        String text = metadata().get(ModelSpec.METADATA_KEY);
        try {
            return text == null ? null : ModelSpec.fromJson(text);
        } catch (IllegalArgumentException e) {
            notices.add("metadata '" + ModelSpec.METADATA_KEY + "' is ignored: it is not the description of a model: "
                    + e.getMessage());
            return null;
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        proto.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        return metadata;
    }

    /**
     * Checks that the axes of an output are steps, sequences and features. They may be batch-first, steps and sequences
     * may be joined, and there are no steps after pooling.
     */
    private void requireArranged(String name, Activation y, LayerOutput last) {
        if (!isArranged(y, last)) {
            throw new OnnxFault(
                    "output '" + name + "': expected steps, sequences and features but got " + y.describe());
        }
        if (outer(y).size() == 2 && y.rank() == 2) {
            notices.add("output '" + name + "' joins steps and sequences in one axis; in gru4j they are two axes");
        }
    }

    private boolean isArranged(Activation y, LayerOutput last) {
        if (y.rank() == 0 || !y.axes().get(y.rank() - 1).equals(last.features())) {
            return false;
        }
        List<Role> outer = outer(y);
        return outer.equals(List.of(reading.batch()))
                || outer.equals(List.of(Role.FIRST, Role.SECOND))
                || outer.equals(List.of(Role.SECOND, Role.FIRST));
    }

    /** Returns what the axes before the last one run over. */
    private static List<Role> outer(Activation y) {
        return y.axes().subList(0, y.rank() - 1).stream()
                .flatMap(List::stream)
                .map(AxisFactor::role)
                .toList();
    }
}
