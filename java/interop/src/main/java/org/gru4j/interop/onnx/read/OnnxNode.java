package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.AttributeProto.AttributeType;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.jspecify.annotations.Nullable;

/**
 * A node with the values of its inputs. It records which attributes were requested. Attributes that were not requested
 * when the outputs are known have an unknown meaning; {@link #requireAllUsed} rejects them.
 */
final class OnnxNode {
    private final NodeProto proto;
    private final List<@Nullable Value> inputs;
    private final int opset;
    private final Map<String, AttributeProto> attributes = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** @param inputs the values of the inputs; null for an optional input that is left out */
    OnnxNode(NodeProto proto, List<@Nullable Value> inputs, int opset) {
        this.proto = proto;
        this.inputs = inputs;
        this.opset = opset;
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attributes.put(attribute.getName(), attribute) != null) {
                throw fault("attribute '" + attribute.getName() + "': expected a unique name");
            }
        }
    }

    /** Returns the name of a node for errors, with its operator. */
    static String label(NodeProto proto) {
        String name = !proto.getName().isEmpty()
                ? "node '" + proto.getName() + "'"
                : proto.getOutputCount() > 0
                        ? "node of '" + proto.getOutput(0) + "'"
                        : "a node without name or outputs";
        return name + " (" + proto.getOpType() + ")";
    }

    String label() {
        return label(proto);
    }

    /** Returns an error, to which {@link GraphReader} adds the node's label. */
    OnnxFault fault(String what) {
        return new OnnxFault(what);
    }

    String operator() {
        return proto.getOpType();
    }

    int opset() {
        return opset;
    }

    int inputCount() {
        return inputs.size();
    }

    boolean has(int k) {
        return k < inputs.size() && inputs.get(k) != null;
    }

    Value input(int k) {
        Value value = optional(k);
        if (value == null) {
            throw fault("input " + k + " is missing");
        }
        return value;
    }

    /** Returns the value of an input; null if it is left out. */
    @Nullable
    Value optional(int k) {
        return has(k) ? inputs.get(k) : null;
    }

    void requireInputs(int most) {
        if (inputs.size() > most) {
            throw fault("expected at most " + most + " inputs but got " + inputs.size());
        }
    }

    /** Returns an input that the graph computes from its inputs. */
    Activation activity(int k) {
        if (input(k) instanceof Activation activity) {
            return activity;
        }
        throw fault(
                "input " + k + ": expected a value that depends on the graph's inputs but got " + input(k).describe());
    }

    /** Returns an input of constant numbers with this rank. */
    Weights weights(int k, int rank) {
        if (input(k) instanceof Weights weights && weights.rank() == rank) {
            return weights;
        }
        throw fault("input " + k + ": expected constant numbers with " + rank + " axes but got " + input(k).describe());
    }

    /** Returns an input of integers, which may depend on free sizes. */
    Sizes sizes(int k) {
        return Constants.sizes("input " + k, input(k));
    }

    /** Returns an input of integers that do not depend on free sizes. */
    long[] numbers(int k) {
        long[] numbers = sizes(k).numbers();
        if (numbers == null) {
            throw fault("input " + k + ": expected known integers but got " + input(k).describe());
        }
        return numbers;
    }

    boolean hasAttribute(String name) {
        used.add(name);
        return attributes.containsKey(name);
    }

    private @Nullable AttributeProto attribute(String name, AttributeType type) {
        AttributeProto attribute = hasAttribute(name) ? attributes.get(name) : null;
        if (attribute == null) {
            return null;
        }
        if (!attribute.getRefAttrName().isEmpty() || attribute.getType() != type) {
            throw fault("attribute '" + name + "': expected the type " + type + " but got "
                    + (attribute.getRefAttrName().isEmpty() ? attribute.getType() : "a reference"));
        }
        return attribute;
    }

    long integer(String name, long otherwise) {
        AttributeProto attribute = attribute(name, AttributeType.INT);
        return attribute == null ? otherwise : attribute.getI();
    }

    float number(String name, float otherwise) {
        AttributeProto attribute = attribute(name, AttributeType.FLOAT);
        return attribute == null ? otherwise : attribute.getF();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = attribute(name, AttributeType.STRING);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /** Returns an attribute; null if it is left out. */
    @Nullable
    List<String> texts(String name) {
        AttributeProto attribute = attribute(name, AttributeType.STRINGS);
        return attribute == null
                ? null
                : attribute.getStringsList().stream()
                        .map(bytes -> bytes.toStringUtf8())
                        .toList();
    }

    /** Returns an attribute; null if it is left out. */
    long @Nullable [] integers(String name) {
        AttributeProto attribute = attribute(name, AttributeType.INTS);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns an attribute; null if it is left out. */
    @Nullable
    AttributeProto tensor(String name) {
        return attribute(name, AttributeType.TENSOR);
    }

    /**
     * Checks that every attribute was requested.
     *
     * @throws OnnxFault with the first attribute that was not
     */
    void requireAllUsed() {
        for (String name : attributes.keySet()) {
            if (!used.contains(name)) {
                throw fault("attribute '" + name + "' is not supported");
            }
        }
    }

    /** Returns an axis counted from 0; a negative one counts from the end. */
    int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw fault("axis: expected a number from " + -rank + " to " + (rank - 1) + " but got " + axis);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /**
     * Returns the axes in the attribute {@code axes}, or in an input in later opsets.
     *
     * @param rank the rank of the value that they belong to
     * @return the axes in ascending order, counted from 0; null if they are left out
     */
    @Nullable
    List<Integer> axes(int input, int rank) {
        long[] axes = integers("axes");
        if (axes == null && has(input)) {
            axes = numbers(input);
        }
        return axes == null ? null : ascending(axes, rank);
    }

    /**
     * Returns axes in ascending order, counted from 0.
     *
     * @param rank the rank of the value that they belong to
     * @throws OnnxFault if an axis is out of range or duplicate
     */
    List<Integer> ascending(long[] axes, int rank) {
        List<Integer> list = new ArrayList<>();
        for (long axis : axes) {
            list.add(axis(axis, rank));
        }
        if (new HashSet<>(list).size() != list.size()) {
            throw fault("axes: expected each axis once but got " + Arrays.toString(axes));
        }
        list.sort(null);
        return list;
    }
}
