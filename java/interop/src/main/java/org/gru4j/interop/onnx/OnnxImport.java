package org.gru4j.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.onnx.Atom.Role;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.GraphProto;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.layer.ModelSpec;
import org.gru4j.layer.ModelWeights;

/** Reads a model of an ONNX graph; {@link OnnxModel#read} says which. */
final class OnnxImport {
    private final ModelProto proto;
    private final OnnxNotices notices = new OnnxNotices();
    private final Reading reading;

    private OnnxImport(ModelProto proto) {
        this.proto = proto;
        this.reading = new Reading(notices, stored(proto.getGraph()));
    }

    /** @throws OnnxFault if it is no model that we know */
    static OnnxModel read(ModelProto proto) {
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

    private OnnxModel model() {
        GraphReader graph = new GraphReader(ModelFile.opset(proto), reading);
        Map<String, Value> outputs = graph.read(proto.getGraph());
        Map.Entry<String, Value> output = sequence(outputs);
        Activity y = (Activity) output.getValue();
        OnnxActivation activation = OnnxActivation.NONE;
        Signal last = y.signal();
        if (last instanceof Signal.Activated activated) {
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
        return new OnnxModel(new ImportedModel(weights, notices.list(), metadata()), activation);
    }

    /** The output that is not final states. */
    private Map.Entry<String, Value> sequence(Map<String, Value> outputs) {
        List<Map.Entry<String, Value>> sequences = new ArrayList<>();
        for (Map.Entry<String, Value> output : outputs.entrySet()) {
            if (!(output.getValue() instanceof Activity activity)) {
                throw new OnnxFault("output '" + output.getKey() + "': expected what layers give but got "
                        + output.getValue().describe());
            }
            if (activity.signal() instanceof Signal.FinalStates) {
                notices.add("output '" + output.getKey() + "' is " + activity.signal().describe()
                        + "; here they are the states that are carried");
            } else {
                sequences.add(output);
            }
        }
        if (sequences.size() != 1) {
            throw new OnnxFault("outputs: expected one beside final states but got "
                    + sequences.stream().map(Map.Entry::getKey).toList());
        }
        return sequences.get(0);
    }

    /** What its metadata say that the model is; null if they don't. */
    private ModelSpec described() {
        String text = metadata().get(OnnxModel.KEY_MODEL);
        try {
            return text == null ? null : ModelSpec.fromJson(text);
        } catch (IllegalArgumentException e) {
            notices.add("metadata '" + OnnxModel.KEY_MODEL + "' is no description of a model; left out: "
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
    private void requireArranged(String name, Activity y, Signal last) {
        List<List<Atom>> axes = new ArrayList<>(y.axes());
        List<Atom> features = last.features();
        boolean right = !axes.isEmpty() && axes.remove(axes.size() - 1).equals(features);
        List<Role> outer = axes.stream().flatMap(List::stream).map(Atom::role).toList();
        boolean pooled = outer.equals(List.of(reading.batch()));
        boolean whole = outer.equals(List.of(Role.FIRST, Role.SECOND))
                || outer.equals(List.of(Role.SECOND, Role.FIRST));
        if (!right || !pooled && !whole) {
            throw new OnnxFault("output '" + name + "': expected steps, sequences and features but got "
                    + y.describe());
        }
        if (whole && axes.size() == 1) {
            notices.add("output '" + name + "' joins steps and sequences in one axis; here they are two");
        }
    }
}
