package org.gru4j.interop.onnx;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.AttributeProto.AttributeType;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.NodeProto;
import org.gru4j.interop.onnx.proto.OperatorSetIdProto;
import org.gru4j.interop.onnx.proto.StringStringEntryProto;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.proto.TypeProto;
import org.gru4j.interop.onnx.read.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors for files that are damaged, hostile, or contain models that gru4j can't compute name what is wrong. */
class OnnxRefusalTest {
    private static final int I = 3;
    private static final int H = 2;

    /** A GRU and a dense layer: nodes gru, squeeze, product, y. */
    static ModelProto.Builder plain() {
        return plain(CellLayout.GRU);
    }

    private static ModelProto.Builder plain(CellLayout cell) {
        TestGraph g = new TestGraph();
        g.input("x", "T", "N", I);
        String y = g.recurrent(cell, "rnn", "forward", I, H, List.of(), "x");
        g.node(
                "Add",
                "y",
                List.of(),
                g.node("MatMul", "product", List.of(), g.squeeze("squeeze", y, 1), g.weights("W", H, 4)),
                g.weights("b", 4));
        g.output("y", "T", "N", 4);
        return g.model(17).toBuilder();
    }

    static String refusal(ModelProto model) {
        return assertThrows(OnnxFault.class, () -> OnnxModel.of(ModelFile.parse(model.toByteArray())))
                .getMessage();
    }

    private static Arguments of(String message, Consumer<ModelProto.Builder> change) {
        return Arguments.of(message, change);
    }

    private static NodeProto.Builder node(ModelProto.Builder model, int k) {
        return model.getGraphBuilder().getNodeBuilder(k);
    }

    private static TypeProto.Tensor.Builder input(ModelProto.Builder model) {
        return model.getGraphBuilder().getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder();
    }

    /** Returns an initializer by index: W, R, B of rnn, the axes of squeeze, W, b. */
    private static TensorProto.Builder tensor(ModelProto.Builder model, int k) {
        return model.getGraphBuilder().getInitializerBuilder(k);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                of("not an ONNX model: it has no graph", ModelProto.Builder::clearGraph),
                of("model: expected no functions but got 1", m -> m.addFunctions(ByteString.EMPTY)),
                of("model: expected no training_info but got 1", m -> m.addTrainingInfo(ByteString.EMPTY)),
                of(
                        "model: expected no sparse_initializer but got 1",
                        m -> m.getGraphBuilder().addSparseInitializer(ByteString.EMPTY)),
                of(
                        "opset_import: expected a version of ONNX's operators from 7 to 26 but got none",
                        m -> m.clearOpsetImport()),
                of(
                        "opset_import: expected a version of ONNX's operators from 7 to 26 but got 6",
                        m -> m.setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(6))),
                of(
                        "graph: expected an output but got none",
                        m -> m.getGraphBuilder().clearOutput()),
                of(
                        "outputs: expected one output besides final states but got [y, product]",
                        m -> m.getGraphBuilder()
                                .addOutput(m.getGraph().getOutput(0).toBuilder().setName("product"))),
                of(
                        "output 'nothing': expected an input, an initializer or the output of an earlier node but"
                                + " got 'nothing'",
                        m -> m.getGraphBuilder().getOutputBuilder(0).setName("nothing")),
                of(
                        "output 'W': expected the output of a layer but got constant numbers [2, 4]",
                        m -> m.getGraphBuilder().getOutputBuilder(0).setName("W")),
                of("input 'x': expected a shape of one to three axes but got 0", m -> input(m).clearShape()),
                of(
                        "input 'x': expected a tensor of floats, INT64 or INT32 but got STRING",
                        m -> input(m).setElemType(8)),
                of(
                        "input 'x': shape: expected positive sizes but got -7",
                        m -> m.getGraphBuilder()
                                .getInputBuilder(0)
                                .getTypeBuilder()
                                .getTensorTypeBuilder()
                                .getShapeBuilder()
                                .getDimBuilder(0)
                                .setDimValue(-7)));
    }

    static Stream<Arguments> nodes() {
        return Stream.of(
                of(
                        "node 'squeeze' (Squeeze): input 0: expected an input, an initializer or the output of an"
                                + " earlier node but got 'y'",
                        m -> node(m, 1).setInput(0, "y")), // a circle
                of(
                        "node 'rnn' (GRU): output 'W': expected a unique name",
                        m -> node(m, 0).setOutput(1, "W")),
                of(
                        "node of 'product' (Erf): the operator is not supported",
                        m -> node(m, 2).setOpType("Erf").clearName()),
                of(
                        "node 'product' (MatMul): domain: expected ONNX's own operators but got 'com.example'",
                        m -> node(m, 2).setDomain("com.example")),
                of(
                        "node 'product' (MatMul): attribute 'what' is not supported",
                        m -> node(m, 2).addAttribute(attribute("what", 1))),
                of(
                        "node 'rnn' (GRU): attribute 'hidden_size': expected a unique name",
                        m -> node(m, 0).addAttribute(attribute("hidden_size", 2))),
                of(
                        "node 'rnn' (GRU): attribute 'clip' is not supported",
                        m -> node(m, 0)
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("clip")
                                        .setType(AttributeType.FLOAT)
                                        .setF(3))),
                of(
                        "node 'rnn' (GRU): attribute 'linear_before_reset': expected the type INT but got FLOAT",
                        m -> node(m, 0)
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("linear_before_reset")
                                        .setType(AttributeType.FLOAT)
                                        .setF(1))),
                of(
                        "node 'rnn' (GRU): attribute 'activations': expected [Sigmoid, Tanh] but got [Sigmoid, Relu]",
                        m -> node(m, 0)
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("activations")
                                        .setType(AttributeType.STRINGS)
                                        .addStrings(ByteString.copyFromUtf8("Sigmoid"))
                                        .addStrings(ByteString.copyFromUtf8("Relu")))),
                of(
                        "node 'rnn' (GRU): attribute 'direction': expected forward, reverse or bidirectional but got 'up'",
                        m -> node(m, 0).setAttribute(1, attribute("direction", "up"))),
                of(
                        "node 'rnn' (GRU): attribute 'layout': expected 0 or 1 but got 2",
                        m -> node(m, 0).addAttribute(attribute("layout", 2))),
                of(
                        "node 'rnn' (GRU): attribute 'hidden_size': expected H = 2 but got 5",
                        m -> node(m, 0).setAttribute(0, attribute("hidden_size", 5))),
                of(
                        "node 'rnn' (GRU): R: expected [D,G·H,H] = [2, 6, 2] but got [1, 6, 2]",
                        m -> node(m, 0).setAttribute(1, attribute("direction", "bidirectional"))),
                of(
                        "node 'rnn' (GRU): input 1: expected constant numbers with 3 axes but got input 'x' [T, N, 3]",
                        m -> node(m, 0).setInput(1, "x")),
                of("node 'rnn' (GRU): input 1 is missing", m -> node(m, 0).setInput(1, "")),
                of(
                        "node 'rnn' (GRU): B: expected [D,2·G·H] = [1, 12] but got [4]",
                        m -> node(m, 0).setInput(3, "b")),
                of(
                        "node 'rnn' (GRU): initial_h: expected zeros, or an input [D,N,H] with D = 1 and H = 2, but got "
                                + "constant numbers [1, 6, 2]",
                        m -> node(m, 0).addInput("").addInput("rnn_R")),
                of(
                        "node 'rnn' (GRU): sequence_lens: expected an input [N] or T = T for every row but got integers [1]",
                        m -> node(m, 0).addInput("squeeze_axes")),
                of(
                        "node 'squeeze' (Squeeze): axis 0: expected a single direction or feature but got the"
                                + " output of node 'rnn' (GRU) [T, 1, N, 2]",
                        m -> tensor(m, 3).setRawData(ByteString.copyFrom(new byte[8]))),
                of(
                        "node 'squeeze' (Squeeze): axis: expected a number from -4 to 3 but got 4",
                        m -> tensor(m, 3).setRawData(ByteString.copyFrom(new byte[] {4, 0, 0, 0, 0, 0, 0, 0}))),
                of(
                        "node 'squeeze' (Slice): attribute 'ends' is missing",
                        m -> node(m, 1)
                                .setOpType("Slice")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("starts")
                                        .setType(AttributeType.INTS)
                                        .addInts(0))),
                of(
                        "node 'product' (MatMul): expected 4 features along the last axis but got the output of"
                                + " node 'rnn' (GRU) [T, N, 2]",
                        m -> tensor(m, 4).setDims(0, 4).setDims(1, 2)),
                of(
                        "node 'y' (Add): expected a bias of 4 numbers but got constant numbers [2, 4]",
                        m -> node(m, 3).setInput(1, "W")),
                of(
                        "node 'y' (Add): expected a bias added to the result of a product but got the output of"
                                + " node 'rnn' (GRU) [T, N, 2]",
                        m -> node(m, 3).setInput(0, "squeeze")),
                of(
                        "node 'product' (Mul): size: expected a product of at most 2^63 − 1 but got"
                                + " 4611686018427387904 · 4",
                        m -> {
                            node(m, 2)
                                    .setOpType("Mul")
                                    .clearInput()
                                    .addInput("big")
                                    .addInput("four");
                            m.getGraphBuilder()
                                    .addInitializer(integer("big", 1L << 62))
                                    .addInitializer(integer("four", 4));
                        }));
    }

    private static TensorProto integer(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addInt64Data(value)
                .build();
    }

    static Stream<Arguments> tensors() {
        return Stream.of(
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W' [1, 6, 3]: expected 72 bytes of raw data but got 71",
                        m -> tensor(m, 0).setRawData(tensor(m, 0).getRawData().substring(1))),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W' [1, 6, 3]: expected 18 numbers but got 1",
                        m -> tensor(m, 0).clearRawData().addFloatData(1)),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W' [1, 6, 3]: expected 72 bytes of raw data but got 72"
                                + " and 1 numbers in other fields",
                        m -> tensor(m, 0).addFloatData(1)),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': dims: expected sizes of at least 0 with a product"
                                + " of at most 2147483647 but got [1, -6, 3]",
                        m -> tensor(m, 0).setDims(1, -6)),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': dims: expected sizes of at least 0 with a product"
                                + " of at most 2147483647 but got [2147483647, 6, 3]",
                        m -> tensor(m, 0).setDims(0, Integer.MAX_VALUE)),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': dims: expected sizes of at least 0 with a product"
                                + " of at most 2147483647 but got [9223372036854775807, 6, 3]",
                        m -> tensor(m, 0).setDims(0, Long.MAX_VALUE)),
                of(
                        "node 'rnn' (GRU): W: expected [D,G·H,I] = [1, 6, 0] but got [1, 6, 0]",
                        m -> tensor(m, 0).setDims(2, 0).clearRawData()),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': data type: expected FLOAT, DOUBLE, FLOAT16, BFLOAT16, "
                                + "INT64, INT32 or BOOL but got 99",
                        m -> tensor(m, 0).setDataType(99)),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': data type: expected FLOAT, DOUBLE, FLOAT16, BFLOAT16, "
                                + "INT64, INT32 or "
                                + "BOOL but got STRING",
                        m -> tensor(m, 0).setDataType(DataType.STRING.getNumber())),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': expected its numbers in this file but got external"
                                + " data, which gru4j does not read",
                        m -> tensor(m, 0).setDataLocation(TensorProto.DataLocation.EXTERNAL)),
                of(
                        "node 'rnn' (GRU): initializer 'rnn_W': expected its numbers in this file but got external"
                                + " data, which gru4j does not read",
                        m -> tensor(m, 0)
                                .addExternalData(
                                        StringStringEntryProto.newBuilder().setKey("location"))),
                of(
                        "initializer 'rnn_W': expected a unique name",
                        m -> tensor(m, 1).setName("rnn_W")),
                of("initializer '': expected a unique name", m -> tensor(m, 0).clearName()),
                of(
                        "node 'squeeze' (Squeeze): initializer 'squeeze_axes': expected at most 4096 integers but"
                                + " got 4097",
                        m -> tensor(m, 3).setDims(0, 4097)));
    }

    @ParameterizedTest
    @MethodSource({"models", "nodes", "tensors"})
    void names(String message, Consumer<ModelProto.Builder> change) {
        ModelProto.Builder model = plain();
        change.accept(model);
        assertEquals(message, refusal(model.build()));
    }

    @Test
    void namesWhatAnLstmHasThatOursHasNot() {
        ModelProto.Builder model = plain(CellLayout.LSTM);
        node(model, 0).addInput("").addInput("").addInput("").addInput("W");
        assertEquals("node 'rnn' (LSTM): input P: peepholes are not supported", refusal(model.build()));
        ModelProto.Builder coupled = plain(CellLayout.LSTM);
        node(coupled, 0).addAttribute(attribute("input_forget", 1));
        assertEquals("node 'rnn' (LSTM): attribute 'input_forget': expected 0 but got 1", refusal(coupled.build()));
    }

    /** Two layers, each with the lengths that it names. */
    private static ModelProto lengths(String ofFirst, String ofSecond) {
        TestGraph g = new TestGraph();
        g.input("x", "T", "N", I);
        g.graph.input("a", DataType.INT32, "N");
        g.graph.input("b", DataType.INT32, "N");
        String first =
                g.squeeze("s", g.recurrent(CellLayout.GRU, "first", "forward", I, H, List.of(), "x", ofFirst), 1);
        g.squeeze("y", g.recurrent(CellLayout.GRU, "second", "forward", H, H, List.of(), first, ofSecond), 1);
        g.output("y", "T", "N", H);
        return g.model(17);
    }

    @Test
    void namesASecondInputOfLengths() {
        assertEquals(
                "node 'second' (GRU): expected the lengths that earlier nodes read, input 'a', but got input 'b'",
                refusal(lengths("a", "b")));
    }

    @Test
    void namesTheLayerThatMissesTheLengths() {
        assertEquals(
                "node 'second' (GRU): expected the lengths of the rows, which node 'first' (GRU) reads, but got none",
                refusal(lengths("a", "")));
    }

    @Test
    void namesACastThatCutsNumbers() {
        TestGraph g = new TestGraph();
        g.input("x", "T", "N", I);
        String whole = g.node("Cast", "whole", List.of(attribute("to", DataType.INT64.getNumber())), "x");
        g.node(
                "MatMul",
                "y",
                List.of(),
                g.node("Cast", "back", List.of(attribute("to", 1)), whole),
                g.weights("w", I, H));
        g.output("y", "T", "N", H);
        assertEquals(
                "node 'whole' (Cast): attribute 'to': expected a type that preserves the numbers of input 'x' [T,"
                        + " N, 3] but got INT64",
                refusal(g.model(17)));
    }

    /** Steps and sequences are exchanged between two layers, so the second one would run along the batch. */
    @Test
    void namesALayerThatRunsAlongTheBatch() {
        TestGraph g = new TestGraph();
        g.input("x", "T", "N", I);
        String first = g.squeeze("s", g.recurrent(CellLayout.GRU, "first", "forward", I, H, List.of(), "x"), 1);
        g.squeeze(
                "y",
                g.recurrent(CellLayout.GRU, "second", "forward", H, H, List.of(), g.transpose("t", first, 1, 0, 2)),
                1);
        g.output("y", "N", "T", H);
        assertEquals(
                "node 'second' (GRU): expected the steps along the first axis of the input, as in earlier layers,"
                        + " but got the other axis",
                refusal(g.model(17)));
    }

    /** The Transpose between Y and the Reshape is missing, so directions and sequences would be mixed. */
    @Test
    void namesAReshapeThatMixesAxes() {
        TestGraph g = new TestGraph();
        g.input("x", "T", 2, I);
        g.reshape("y", g.recurrent(CellLayout.GRU, "gru", "bidirectional", I, H, List.of(), "x"), 0, 2, 2 * H);
        g.output("y", "T", 2, 2 * H);
        assertEquals(
                "output 'y': expected steps, sequences and features but got the output of node 'gru' (GRU) [T, 2, 4]",
                refusal(g.model(17)));
    }

    @Test
    void directionsTheWrongWayAroundAreRefused() {
        TestGraph g = new TestGraph();
        g.input("x", "T", "N", I);
        String reverse = g.recurrent(CellLayout.GRU, "reverse", "reverse", I, H, List.of(), "x");
        String forward = g.recurrent(CellLayout.GRU, "forward", "forward", I, H, List.of(), "x");
        g.squeeze("y", g.node("Concat", "both", List.of(attribute("axis", 3)), reverse, forward), 1);
        g.output("y", "T", "N", 2 * H);
        assertEquals(
                "node 'reverse' (GRU): expected one direction, or forward and then reverse concatenated, but got 2"
                        + " directions in a different order",
                refusal(g.model(17)));
    }
}
