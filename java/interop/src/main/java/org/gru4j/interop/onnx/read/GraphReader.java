package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.GraphProto;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.proto.TensorShapeProto;
import org.gru4j.interop.onnx.proto.ValueInfoProto;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the nodes of a graph and determines what each value is. ONNX requires that a node comes after the nodes
 * that it reads.
 */
final class GraphReader {
    /** The most axes of a value. Arrangements of steps, sequences, directions and features have fewer. */
    private static final int MAX_RANK = 8;

    private final int opset;
    private final TensorReader tensors;
    private final MoveOperators moves;
    private final ShapeOperators shapes;
    private final FeatureOperators features;
    private final LengthOperators lengths;
    private final RecurrentImport recurrent;
    private final Map<String, TensorProto> stored = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> read = new LinkedHashSet<>();

    GraphReader(int opset, ImportBudget reading) {
        this.opset = opset;
        tensors = new TensorReader(reading.notices());
        moves = new MoveOperators(reading);
        shapes = new ShapeOperators(reading, tensors);
        features = new FeatureOperators(reading);
        lengths = new LengthOperators(features, reading);
        recurrent = new RecurrentImport(reading);
    }

    /** Returns the outputs of the graph by name, in the graph's order. */
    Map<String, Value> read(GraphProto graph) {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getName().isEmpty() || stored.put(tensor.getName(), tensor) != null) {
                throw new OnnxFault("initializer '" + tensor.getName() + "': expected a unique name");
            }
        }
        for (ValueInfoProto input : graph.getInputList()) {
            if (!stored.containsKey(input.getName())) {
                define("input", input.getName(), input(input));
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            try {
                run(node);
            } catch (OnnxFault | ArithmeticException e) {
                throw new OnnxFault(OnnxNode.label(node) + ": " + e.getMessage(), e);
            }
        }
        return outputs(graph);
    }

    private Map<String, Value> outputs(GraphProto graph) {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            String what = "output '" + output.getName() + "'";
            if (outputs.put(output.getName(), value(what, output.getName())) != null) {
                throw new OnnxFault(what + ": expected a unique name");
            }
        }
        if (outputs.isEmpty()) {
            throw new OnnxFault("graph: expected an output but got none");
        }
        return outputs;
    }

    /** Returns the names of the inputs that no node reads. */
    List<String> unread(GraphProto graph) {
        return graph.getInputList().stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !read.contains(name) && !stored.containsKey(name))
                .toList();
    }

    private void define(String what, String name, Value value) {
        if (name.isEmpty() || stored.containsKey(name) || values.put(name, value) != null) {
            throw new OnnxFault(what + " '" + name + "': expected a unique name");
        }
    }

    private static Value input(ValueInfoProto input) {
        String what = "input '" + input.getName() + "'";
        DataType type = DataType.forNumber(input.getType().getTensorType().getElemType());
        boolean integers = type == DataType.INT64 || type == DataType.INT32;
        boolean floats = type == DataType.FLOAT
                || type == DataType.DOUBLE
                || type == DataType.FLOAT16
                || type == DataType.BFLOAT16;
        if (!integers && !floats) {
            throw new OnnxFault(what + ": expected a tensor of floats, INT64 or INT32 but got "
                    + (type == null ? "another type" : type));
        }
        List<TensorShapeProto.Dimension> shape =
                input.getType().getTensorType().getShape().getDimList();
        if (shape.isEmpty() || shape.size() > 3) {
            throw new OnnxFault(what + ": expected a shape of one to three axes but got " + shape.size());
        }
        List<Dim> dims = new ArrayList<>();
        for (int k = 0; k < shape.size(); k++) {
            dims.add(dim(what, shape.get(k), input.getName() + "#" + k));
        }
        return new Activation(new LayerOutput.Input(input.getName(), dims, integers), axes(dims));
    }

    private static Dim dim(String what, TensorShapeProto.Dimension dimension, String otherwise) {
        if (dimension.hasDimValue() && dimension.getDimValue() > 0) {
            return Dim.of(dimension.getDimValue());
        }
        if (dimension.hasDimValue() && dimension.getDimValue() < -1) {
            throw new OnnxFault(what + ": shape: expected positive sizes but got " + dimension.getDimValue());
        }
        return Dim.symbol(dimension.getDimParam().isEmpty() ? otherwise : dimension.getDimParam());
    }

    private static List<List<AxisFactor>> axes(List<Dim> dims) {
        List<List<AxisFactor>> axes = new ArrayList<>();
        for (int k = 0; k < dims.size(); k++) {
            AxisFactor.Role role =
                    k == 0 ? AxisFactor.Role.FIRST : k == 1 ? AxisFactor.Role.SECOND : AxisFactor.Role.FEATURE;
            boolean single = role == AxisFactor.Role.FEATURE && dims.get(k).is(1);
            axes.add(single ? List.of() : List.of(new AxisFactor(role, dims.get(k))));
        }
        return axes;
    }

    private Value value(String what, String name) {
        read.add(name);
        TensorProto tensor = stored.get(name);
        if (tensor != null && !values.containsKey(name)) {
            values.put(name, tensors.read("initializer '" + name + "'", tensor));
        }
        Value value = values.get(name);
        if (value == null) {
            throw new OnnxFault(what + ": expected an input, an initializer or the output of an earlier node but got '"
                    + name + "'");
        }
        return value;
    }

    private void run(NodeProto proto) {
        if (!proto.getDomain().isEmpty() && !proto.getDomain().equals(ModelFile.DOMAIN)) {
            throw new OnnxFault("domain: expected ONNX's own operators but got '" + proto.getDomain() + "'");
        }
        List<@Nullable Value> inputs = new ArrayList<>();
        for (int k = 0; k < proto.getInputCount(); k++) {
            inputs.add(proto.getInput(k).isEmpty() ? null : value("input " + k, proto.getInput(k)));
        }
        OnnxNode node = new OnnxNode(proto, inputs, opset);
        List<Value> outputs = outputs(node);
        node.requireAllUsed();
        for (Value output : outputs) {
            if (output.rank() > MAX_RANK) {
                throw node.fault("expected at most " + MAX_RANK + " axes but got " + output.rank());
            }
        }
        for (int k = 0; k < proto.getOutputCount(); k++) {
            if (k < outputs.size() && !proto.getOutput(k).isEmpty()) {
                define("output", proto.getOutput(k), outputs.get(k));
            }
        }
    }

    private List<Value> outputs(OnnxNode node) {
        return switch (node.operator()) {
            case "GRU" -> recurrent.read(node, CellLayout.GRU);
            case "LSTM" -> recurrent.read(node, CellLayout.LSTM);
            case "RNN" -> recurrent.read(node, CellLayout.RNN);
            default -> List.of(output(node));
        };
    }

    private Value output(OnnxNode node) {
        boolean activity = node.optional(0) instanceof Activation || node.optional(1) instanceof Activation;
        return switch (node.operator()) {
            case "Identity" -> node.input(0);
            case "Dropout" -> dropout(node);
            case "Transpose" -> moves.transpose(node);
            case "Reshape" -> moves.reshape(node);
            case "Squeeze" -> moves.squeeze(node);
            case "Unsqueeze" -> moves.unsqueeze(node);
            case "Slice" -> moves.slice(node);
            case "Concat" -> moves.concat(node);
            case "Expand" -> moves.expand(node);
            case "Gather" -> node.optional(1) instanceof Activation ? features.embedding(node) : moves.gather(node);
            case "Constant" -> shapes.constant(node);
            case "ConstantOfShape" -> shapes.constantOfShape(node);
            case "Shape" -> shapes.shape(node);
            case "Cast" -> shapes.cast(node);
            case "Mul" -> shapes.product(node);
            case "Add" -> activity ? features.addBias(node) : shapes.sum(node);
            case "MatMul" -> features.matMul(node);
            case "Gemm" -> features.gemm(node);
            case "Softmax" -> features.activation(node, OnnxActivation.SOFTMAX);
            case "LogSoftmax" -> features.activation(node, OnnxActivation.LOG_SOFTMAX);
            case "Sigmoid" -> features.activation(node, OnnxActivation.SIGMOID);
            case "ReduceMean" -> features.mean(node);
            case "Range" -> lengths.range(node);
            case "Less" -> lengths.less(node);
            case "Greater" -> lengths.greater(node);
            case "Where" -> lengths.where(node);
            case "ReduceSum" -> lengths.sum(node);
            case "Max" -> lengths.max(node);
            case "Div" -> lengths.divide(node);
            default -> throw node.fault("the operator is not supported");
        };
    }

    /** Reads a dropout, which does nothing in inference. */
    private static Value dropout(OnnxNode node) {
        node.number("ratio", 0);
        node.integer("seed", 0);
        boolean training = node.has(2) && !Constants.isZero(node.input(2));
        if (training) {
            throw node.fault(
                    "training_mode: expected false but got " + node.input(2).describe());
        }
        return node.input(0);
    }
}
