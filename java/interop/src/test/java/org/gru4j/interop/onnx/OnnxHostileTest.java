package org.gru4j.interop.onnx;

import static org.gru4j.interop.onnx.OnnxRefusalTest.plain;
import static org.gru4j.interop.onnx.OnnxRefusalTest.refusal;
import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.GraphProto;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.gru4j.interop.onnx.read.ModelFile;
import org.junit.jupiter.api.Test;

/** Files that are cut off, and small files that would fill a large memory, are rejected before they do. */
class OnnxHostileTest {
    @Test
    void truncatedFilesAreNamedWithTheByte() {
        byte[] whole = plain().build().toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            String message = assertThrows(OnnxFault.class, () -> OnnxModel.of(ModelFile.parse(part)))
                    .getMessage();
            assertTrue(
                    message.contains("at byte ") || message.contains("no graph") || message.startsWith("opset_import"),
                    message);
        }
    }

    @Test
    void manyTinyPartsAreRefusedBeforeTheyAreObjects() {
        byte[] nodes = new byte[4 << 20]; // two bytes an empty node
        for (int k = 0; k < nodes.length; k += 2) {
            nodes[k] = 1 << 3 | 2;
        }
        byte[] model = ByteString.copyFrom(new byte[] {7 << 3 | 2, (byte) 0x80, (byte) 0x80, (byte) 0x80, 2})
                .concat(ByteString.copyFrom(nodes))
                .toByteArray();
        String message =
                assertThrows(OnnxFault.class, () -> ModelFile.parse(model)).getMessage();
        assertTrue(
                message.startsWith("model: expected at most 1048576 parts but there are more before byte "), message);
    }

    /** Each node concatenates the output of the previous one with itself. */
    @Test
    void doublingOverAndOverIsRefused() {
        TestGraph g = new TestGraph();
        String value = g.weights("start", 64);
        for (int k = 0; k < 40; k++) {
            value = g.node("Concat", "twice_" + k, List.of(attribute("axis", 0)), value, value);
        }
        String message = refusal(g.model(17));
        assertTrue(
                message.endsWith(
                        "expected to create at most 16 numbers for each number in the file but the graph needs more"),
                message);
    }

    @Test
    void doublingIntegersOrDirectionsIsRefused() {
        TestGraph integers = new TestGraph();
        String value = integers.graph.integers("start", 1, 2);
        for (int k = 0; k < 40; k++) {
            value = integers.node("Concat", "twice_" + k, List.of(attribute("axis", 0)), value, value);
        }
        assertEquals(
                "node 'twice_11' (Concat): expected at most 4096 integers but got 8192", refusal(integers.model(17)));
        TestGraph directions = new TestGraph();
        directions.input("x", "T", "N", 3);
        String y = directions.recurrent(CellLayout.GRU, "gru", "forward", 3, 2, List.of(), "x");
        for (int k = 0; k < 40; k++) {
            y = directions.node("Concat", "twice_" + k, List.of(attribute("axis", 3)), y, y);
        }
        assertEquals(
                "node 'twice_1' (Concat): expected at most two directions but got more of the output of node 'gru'"
                        + " (GRU)",
                refusal(directions.model(17)));
    }

    @Test
    void tooManyAxesAreRefused() {
        TestGraph g = new TestGraph();
        g.input("x", "T", "N", 3);
        g.node("Unsqueeze", "y", List.of(), "x", g.graph.integers("axes", 3, 4, 5, 6, 7, 8));
        g.output("y", "T", "N", 3, 1, 1, 1, 1, 1, 1);
        assertEquals("node 'y' (Unsqueeze): expected at most 8 axes but got 9", refusal(g.model(17)));
    }

    @Test
    void aDeepChainOfNodesIsNoDeepRecursion() {
        ModelProto.Builder model = plain();
        GraphProto.Builder graph = model.getGraphBuilder();
        for (int k = 0; k < 50_000; k++) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .addInput(k == 0 ? "y" : "y" + (k - 1))
                    .addOutput("y" + k));
        }
        graph.getOutputBuilder(0).setName("y49999");
        OnnxModel read = OnnxModel.of(ModelFile.parse(model.build().toByteArray()));
        assertEquals(4, read.weights().spec().outputFeatures());
    }
}
