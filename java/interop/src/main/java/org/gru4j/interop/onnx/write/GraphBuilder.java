package org.gru4j.interop.onnx.write;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.GraphProto;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.proto.TensorShapeProto;
import org.gru4j.interop.onnx.proto.TypeProto;
import org.gru4j.interop.onnx.proto.ValueInfoProto;

/**
 * Builds an ONNX graph. Nodes keep the order in which they are added. Constants are stored in the graph, row-major.
 *
 * <p>Not thread-safe: a graph is built by one thread.
 */
public final class GraphBuilder {
    private final GraphProto.Builder graph = GraphProto.newBuilder();

    public GraphBuilder(String name) {
        graph.setName(name);
    }

    /** Returns the graph of everything that was added. */
    public GraphProto build() {
        return graph.build();
    }

    /** Adds a node with one output. The output has the node's name, which is returned. */
    public String node(String operator, String name, List<AttributeProto> attributes, String... inputs) {
        node(operator, name, attributes, List.of(inputs), List.of(name));
        return name;
    }

    /** Adds a node with any number of outputs; an empty name leaves out an optional input or output. */
    public void node(
            String operator, String name, List<AttributeProto> attributes, List<String> inputs, List<String> outputs) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllAttribute(attributes)
                .addAllInput(inputs)
                .addAllOutput(outputs));
    }

    /** Adds a constant of floats and returns its name. */
    public String floats(String name, float[] values, long... dims) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(name, DataType.FLOAT, UnsafeByteOperations.unsafeWrap(bytes), dims);
    }

    /** Adds a constant vector of int64 and returns its name. */
    public String integers(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(name, DataType.INT64, UnsafeByteOperations.unsafeWrap(bytes), values.length);
    }

    /** Adds a constant of int64 without dimensions and returns its name. */
    public String integer(String name, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .flip();
        return constant(name, DataType.INT64, UnsafeByteOperations.unsafeWrap(bytes));
    }

    /** Adds a constant of int32 without dimensions and returns its name. */
    String int32(String name, int value) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .flip();
        return constant(name, DataType.INT32, UnsafeByteOperations.unsafeWrap(bytes));
    }

    private String constant(String name, DataType type, ByteString bytes, long... dims) {
        TensorProto.Builder tensor = graph.addInitializerBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(bytes);
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        return name;
    }

    /**
     * Adds an input of the graph.
     *
     * @param dims numbers, or the names of free dimensions
     */
    public void input(String name, DataType type, Object... dims) {
        graph.addInput(value(name, type, dims));
    }

    /**
     * Adds an output of the graph.
     *
     * @param dims numbers, or the names of free dimensions
     */
    public void output(String name, DataType type, Object... dims) {
        graph.addOutput(value(name, type, dims));
    }

    private static ValueInfoProto value(String name, DataType type, Object... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
            if (dim instanceof String symbol) {
                dimension.setDimParam(symbol);
            } else {
                dimension.setDimValue(((Number) dim).longValue());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    public static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFrom(value, StandardCharsets.UTF_8))
                .build();
    }

    public static AttributeProto attribute(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }
}
