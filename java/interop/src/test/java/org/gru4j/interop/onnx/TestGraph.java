package org.gru4j.interop.onnx;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.OperatorSetIdProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.write.GraphBuilder;
import org.gru4j.random.CounterRandom;

/** Builds graphs as other exporters write them, with random weights from a seed. */
final class TestGraph {
    final GraphBuilder graph = new GraphBuilder("main_graph");
    private int drawn;

    /** Uniform in ±½. */
    String weights(String name, long... dims) {
        return graph.floats(name, draw(dims), dims);
    }

    float[] draw(long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        CounterRandom random = new CounterRandom(drawn++, 0, 1);
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = (float) (random.uniform(k) - 0.5);
        }
        return values;
    }

    String node(String operator, String name, List<AttributeProto> attributes, String... inputs) {
        return graph.node(operator, name, attributes, inputs);
    }

    String transpose(String name, String x, long... perm) {
        return node("Transpose", name, List.of(attribute("perm", perm)), x);
    }

    String squeeze(String name, String x, long axis) {
        return node("Squeeze", name, List.of(), x, graph.integers(name + "_axes", axis));
    }

    String slice(String name, String x, long axis, long from, long to) {
        return node(
                "Slice",
                name,
                List.of(),
                x,
                graph.integers(name + "_starts", from),
                graph.integers(name + "_ends", to),
                graph.integers(name + "_axes", axis));
    }

    String reshape(String name, String x, long... shape) {
        return node("Reshape", name, List.of(), x, graph.integers(name + "_shape", shape));
    }

    /** Adds a vector with the size of one axis. */
    String size(String name, String x, long axis) {
        String shape = node("Shape", name + "_shape", List.of(), x);
        String one = node(
                "Gather", name + "_gather", List.of(attribute("axis", 0)), shape, graph.integer(name + "_index", axis));
        return node("Unsqueeze", name, List.of(), one, graph.integers(name + "_axes", 0));
    }

    /**
     * A recurrent node; its outputs are NAME_0, NAME_1 and, of LSTMs, NAME_2.
     *
     * @param rest what follows X, W, R and B: sequence_lens, initial_h, initial_c
     */
    String recurrent(
            CellLayout cell,
            String name,
            String direction,
            int inputs,
            int hidden,
            List<AttributeProto> more,
            String x,
            String... rest) {
        int directions = direction.equals("bidirectional") ? 2 : 1;
        int rows = cell.gates() * hidden;
        List<String> all = new ArrayList<>(List.of(
                x,
                weights(name + "_W", directions, rows, inputs),
                weights(name + "_R", directions, rows, hidden),
                weights(name + "_B", directions, 2L * rows)));
        all.addAll(List.of(rest));
        List<AttributeProto> attributes = new ArrayList<>(more);
        attributes.add(attribute("hidden_size", hidden));
        attributes.add(attribute("direction", direction));
        graph.node(
                cell.name(),
                name,
                attributes,
                all,
                cell == CellLayout.LSTM
                        ? List.of(name + "_0", name + "_1", name + "_2")
                        : List.of(name + "_0", name + "_1"));
        return name + "_0";
    }

    void input(String name, Object... dims) {
        graph.input(name, DataType.FLOAT, dims);
    }

    void output(String name, Object... dims) {
        graph.output(name, DataType.FLOAT, dims);
    }

    ModelProto model(int opset) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph.build())
                .build();
    }
}
