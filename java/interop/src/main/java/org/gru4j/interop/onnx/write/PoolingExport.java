package org.gru4j.interop.onnx.write;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;

import java.util.List;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;

/** Writes the nodes that compute the mean over the valid steps of each row. */
final class PoolingExport {
    private final GraphBuilder graph;
    private final String name;

    PoolingExport(GraphBuilder graph, String name) {
        this.graph = graph;
        this.name = name;
    }

    /**
     * Adds the nodes.
     *
     * @param x the value [T,N,I] that they read
     * @param lengths whether rows may be shorter than T
     * @return the value [1,N,I] that they compute
     */
    String write(String x, boolean lengths) {
        if (!lengths) {
            return graph.node(
                    "ReduceMean", name, List.of(attribute("keepdims", 1)), x, graph.integers(name + ".axis", 0));
        }
        String zero = graph.floats(name + ".zero", new float[1], 1);
        String kept = graph.node("Where", name + ".kept", List.of(), valid(x), x, zero);
        String sum = graph.node(
                "ReduceSum", name + ".sum", List.of(attribute("keepdims", 1)), kept, graph.integers(name + ".axis", 0));
        return graph.node("Div", name, List.of(), sum, count());
    }

    /** Adds the mask t &lt; lengths[n], as [T,N,1]. */
    private String valid(String x) {
        String shape = graph.node("Shape", name + ".shape", List.of(), x);
        String steps = graph.node(
                "Gather", name + ".T", List.of(attribute("axis", 0)), shape, graph.integer(name + ".first", 0));
        String range = graph.node(
                "Range",
                name + ".range",
                List.of(),
                graph.integer(name + ".from", 0),
                steps,
                graph.integer(name + ".by", 1));
        String column = graph.node("Unsqueeze", name + ".steps", List.of(), range, graph.integers(name + ".last", 1));
        String counts = graph.node(
                "Cast", name + ".counts", List.of(attribute("to", DataType.INT64.getNumber())), OnnxExport.LENGTHS);
        String less = graph.node("Less", name + ".less", List.of(), column, counts);
        return graph.node("Unsqueeze", name + ".valid", List.of(), less, graph.integers(name + ".features", 2));
    }

    /** Adds the divisor max(lengths[n], 1), as [N,1]. A row without steps has the sum 0, and its mean is 0 as well. */
    private String count() {
        String floats = graph.node(
                "Cast", name + ".lengths", List.of(attribute("to", DataType.FLOAT.getNumber())), OnnxExport.LENGTHS);
        String least = graph.node(
                "Max", name + ".divisor", List.of(), floats, graph.floats(name + ".one", new float[] {1}, 1));
        return graph.node("Unsqueeze", name + ".column", List.of(), least, graph.integers(name + ".columns", 1));
    }
}
