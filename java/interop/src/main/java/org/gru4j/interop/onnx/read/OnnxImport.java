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

/** Reads a model from an ONNX graph. Not thread-safe: each import is an object of its own. */
public final class OnnxImport {
    /**
     * What was read.
     *
     * @param activation what the graph does with the last layer's numbers
     */
    public record Result(ImportedModel model, OnnxActivation activation) {}

    private final ModelProto proto;
    private final OnnxNotices notices = new OnnxNotices();
    private final ImportBudget reading;

    private OnnxImport(ModelProto proto) {
        this.proto = proto;
        this.reading = new ImportBudget(notices, proto.getProducerName(), stored(proto.getGraph()));
    }

    /** @throws OnnxFault if it is no model that we know */
    public static Result read(ModelProto proto) {
        try {
            return new OnnxImport(proto).model();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new OnnxFault("model: " + e.getMessage(), e);
        }
    }

    /** How many numbers the file stores. */
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
            notices.add("the graph's sequences are batch-first, [N,T,…]; here they are [T,N,…]");
        }
        for (String unread : graph.unread(proto.getGraph())) {
            notices.add("input '" + unread + "' is not looked at");
        }
        return new Result(new ImportedModel(weights, notices.list(), metadata()), activation);
    }

    /** The output that is not final states, beside others; or those of the last layer, if all are final states. */
    private Map.Entry<String, Value> sequence(Map<String, Value> outputs) {
        List<Map.Entry<String, Value>> sequences = new ArrayList<>();
        List<Map.Entry<String, Value>> states = new ArrayList<>();
        for (Map.Entry<String, Value> output : outputs.entrySet()) {
            if (!(output.getValue() instanceof Activation activity)) {
                throw new OnnxFault("output '" + output.getKey() + "': expected what layers give but got "
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
                        + "; here they are the states that are carried");
            }
        }
        if (sequences.size() != 1) {
            throw new OnnxFault("outputs: expected one beside final states but got "
                    + sequences.stream().map(Map.Entry::getKey).toList());
        }
        return sequences.get(0);
    }

    /** Those outputs that a model can have and of which the most layers are below; of the same, the last one. */
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

    /** What its metadata say that the model is; null if they don't. */
    private @Nullable ModelSpec described() {
        String text = metadata().get(ModelSpec.METADATA_KEY);
        try {
            return text == null ? null : ModelSpec.fromJson(text);
        } catch (IllegalArgumentException e) {
            notices.add("metadata '" + ModelSpec.METADATA_KEY + "' is no description of a model; left out: "
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
     * Steps, sequences, features; or batch-first; or both outer axes joined; or sequences and features alone after
     * pooling.
     */
    private void requireArranged(String name, Activation y, LayerOutput last) {
        if (!isArranged(y, last)) {
            throw new OnnxFault(
                    "output '" + name + "': expected steps, sequences and features but got " + y.describe());
        }
        if (outer(y).size() == 2 && y.rank() == 2) {
            notices.add("output '" + name + "' joins steps and sequences in one axis; here they are two");
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

    /** What the axes but the last run over. */
    private static List<Role> outer(Activation y) {
        return y.axes().subList(0, y.rank() - 1).stream()
                .flatMap(List::stream)
                .map(AxisFactor::role)
                .toList();
    }
}
