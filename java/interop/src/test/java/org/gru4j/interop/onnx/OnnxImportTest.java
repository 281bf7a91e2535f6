package org.gru4j.interop.onnx;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.AttributeProto.AttributeType;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.read.OnnxNotices;
import org.gru4j.interop.onnx.read.TensorReader;
import org.gru4j.interop.onnx.read.Weights;
import org.gru4j.interop.onnx.write.OnnxExport;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The results of reading a graph: the description, the values and the notices. */
class OnnxImportTest {
    private static final int I = 3;
    private static final int H = 2;

    private final TestGraph g = new TestGraph();

    private static Map<String, TensorProto> initializers(ModelProto model) {
        return model.getGraph().getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, tensor -> tensor));
    }

    private static float[] values(ModelProto model, String name) {
        return ((Weights) new TensorReader(new OnnxNotices())
                        .read(name, initializers(model).get(name)))
                .values();
    }

    /**
     * Two biases become one if only their sum counts, and are written as this sum; everything else is written as it was
     * read.
     */
    @ParameterizedTest
    @EnumSource
    void biasesAreFoldedAndNothingElse(ResetGate resetGate) {
        g.input("x", "T", "N", I);
        boolean after = resetGate == ResetGate.AFTER;
        g.squeeze(
                "y",
                g.recurrent(
                        CellLayout.GRU,
                        "gru",
                        "forward",
                        I,
                        H,
                        List.of(attribute("linear_before_reset", after ? 1 : 0)),
                        "x"),
                1);
        g.output("y", "T", "N", H);
        ModelProto before = g.model(17);
        OnnxModel read = OnnxModel.of(before);
        assertEquals(List.of(), read.notices());
        ModelProto again = OnnxExport.model(read.weights(), OnnxOptions.PLAIN);
        assertArrayEquals(values(before, "gru_W"), values(again, "gru.l0.W"));
        assertArrayEquals(values(before, "gru_R"), values(again, "gru.l0.R"));
        float[] theirs = values(before, "gru_B");
        float[] ours = values(again, "gru.l0.B");
        for (int k = 0; k < 3 * H; k++) {
            boolean apart = after && k >= 2 * H;
            assertEquals(apart ? theirs[k] : theirs[k] + theirs[3 * H + k], ours[k]);
            assertEquals(apart ? theirs[3 * H + k] : 0, ours[3 * H + k]);
        }
    }

    @Test
    void theDescriptionComesBackWithWhatAGraphDoesNotTell() {
        ModelSpec spec = ModelSpec.of(
                LayerSpec.embedding(7, 3),
                LayerSpec.dropout(3, 0.1),
                LayerSpec.gru(new GruSpec(3, 4, 2, Direction.FORWARD, ResetGate.BEFORE, true, 0.2, 0.3, 0)),
                LayerSpec.rnn(RnnSpec.lstm(4, 4)),
                LayerSpec.itemScores(4, 7));
        ModelWeights weights = ModelRun.weights(1, spec.layers().toArray(new LayerSpec[0]));
        assertEquals(
                spec,
                OnnxModel.of(OnnxExport.model(weights, OnnxOptions.PLAIN))
                        .weights()
                        .spec());
    }

    @Test
    void aDescriptionOfAnotherModelIsLeftOut() {
        ModelWeights weights = ModelRun.weights(1, LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.dense(4, 2));
        ModelProto.Builder model = OnnxExport.model(weights, OnnxOptions.PLAIN).toBuilder();
        model.getMetadataPropsBuilder(0)
                .setValue(ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4))).toJson());
        OnnxModel read = OnnxModel.of(model.build());
        OnnxRoundTripTest.assertSame(weights, read.weights());
        assertEquals(
                List.of("metadata 'gru4j.model' is ignored: it describes a different model from the graph"),
                read.notices());
    }

    @Test
    void aDescriptionThatIsNoneIsLeftOut() {
        ModelWeights weights = ModelRun.weights(1, LayerSpec.gru(GruSpec.of(3, 4)));
        ModelProto.Builder model = OnnxExport.model(weights, OnnxOptions.PLAIN).toBuilder();
        model.getMetadataPropsBuilder(0).setValue("{\"layers\": [{\"layer\": \"gru\"}]}");
        OnnxModel read = OnnxModel.of(model.build());
        OnnxRoundTripTest.assertSame(weights, read.weights());
        assertTrue(read.notices()
                .get(0)
                .startsWith("metadata 'gru4j.model' is ignored: it is not the description of a model: "));
    }

    /** Without a description, recurrent layers that can form a stack are read as one layer. */
    @Test
    void layersOfOneKindAreOneStack() {
        GruSpec two = GruSpec.builder(3, 4).numLayers(2).bias(false).build();
        ModelWeights weights = ModelRun.weights(
                1, LayerSpec.gru(two), LayerSpec.gru(GruSpec.of(4, 4)), LayerSpec.rnn(RnnSpec.tanh(4, 5)));
        ModelProto model = OnnxExport.model(weights, OnnxOptions.PLAIN).toBuilder()
                .clearMetadataProps()
                .build();
        assertEquals(weights.spec(), OnnxModel.of(model).weights().spec());
    }

    @Test
    void namesAReshapeThatFitsSomeSizesAlone() {
        g.input("x", "T", "N", 2);
        g.reshape("y", g.node("MatMul", "product", List.of(), "x", g.weights("w", 2, 3)), 4, -1, 3);
        g.output("y", 4, "N", 3);
        assertEquals(
                "node 'y' (Reshape): shape: expected as many elements as in the output of node 'product' (MatMul)"
                        + " [T, N, 3] but got [4, -1, 3]",
                assertThrows(OnnxFault.class, () -> OnnxModel.of(g.model(17))).getMessage());
    }

    private static AttributeProto number(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    @Test
    void gemmOfAllRows() {
        g.input("x", "T", "N", 2);
        g.node(
                "Gemm",
                "y",
                List.of(attribute("transB", 1), number("alpha", 2), number("beta", 0.5f)),
                g.reshape("rows", "x", -1, 2),
                g.graph.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2),
                g.graph.floats("c", new float[] {8}, 1));
        g.output("y", "rows", 3);
        OnnxModel read = OnnxModel.of(g.model(17));
        assertArrayEquals(new float[] {2, 6, 10, 4, 8, 12}, read.weights().values("dense.W"));
        assertArrayEquals(new float[] {4, 4, 4}, read.weights().values("dense.b"));
        assertEquals(
                List.of("output 'y' joins steps and sequences in one axis; in gru4j they are two axes"),
                read.notices());
    }

    /** A graph from before axes became inputs, with a node for each constant. */
    @Test
    void olderOperators() {
        g.input("x", "N", "T", I);
        String batch = g.node("Slice", "batch", slice(0), g.node("Shape", "x_shape", List.of(), "x"));
        String shape = g.node(
                "Concat", "shape", List.of(attribute("axis", 0)), constant("two", 2), batch, constant("hidden", H));
        String y = g.recurrent(
                CellLayout.RNN,
                "rnn",
                "bidirectional",
                I,
                H,
                List.of(),
                g.transpose("x_t", "x", 1, 0, 2),
                "",
                g.node("ConstantOfShape", "h0", List.of(), shape));
        g.node("Squeeze", "y", List.of(list("axes", 1)), g.node("Slice", "first", slice(1), y));
        g.output("y", "T", "N", H);
        ModelWeights read = OnnxModel.of(g.model(9)).weights();
        assertEquals(List.of(LayerSpec.rnn(RnnSpec.tanh(I, H))), read.spec().layers());
    }

    private static List<AttributeProto> slice(long axis) {
        return List.of(list("starts", 0), list("ends", 1), list("axes", axis));
    }

    private static AttributeProto list(String name, long value) {
        return attribute(name, new long[] {value});
    }

    private String constant(String name, long value) {
        TensorProto tensor = TensorProto.newBuilder()
                .setDataType(DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(value)
                .build();
        return g.node(
                "Constant",
                name,
                List.of(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(tensor)
                        .build()));
    }

    @Test
    void inputsThatNothingReadsAreNamed() {
        g.input("x", "T", "N", I);
        g.input("z", "T", "N", I);
        g.squeeze("y", g.recurrent(CellLayout.GRU, "gru", "forward", I, H, List.of(), "x"), 1);
        g.output("y", "T", "N", H);
        assertEquals(
                List.of("input 'z' is ignored: no node reads it"),
                OnnxModel.of(g.model(17)).notices());
    }

    @Test
    void filesAreNamed(@TempDir Path folder) throws IOException {
        Path none = folder.resolve("none.onnx");
        assertEquals(
                none + ": no such file",
                assertThrows(UncheckedIOException.class, () -> OnnxModel.read(none))
                        .getMessage());
        Path empty = Files.createFile(folder.resolve("empty.onnx"));
        assertEquals(
                empty + ": not an ONNX model: it has no graph",
                assertThrows(UncheckedIOException.class, () -> OnnxModel.read(empty))
                        .getMessage());
        Path text = Files.writeString(folder.resolve("text.onnx"), "Those are pearls that were his eyes");
        String message = assertThrows(UncheckedIOException.class, () -> OnnxModel.read(text))
                .getMessage();
        assertTrue(message.startsWith(text + ": not an ONNX model: at byte "), message);
    }
}
