package org.gru4j.interop.onnx;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.read.ModelFile;
import org.gru4j.layer.LayerSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.junit.jupiter.api.Test;

/**
 * Graphs of stacked layers in the forms that other exporters write. The imported models compute the same as ONNX
 * Runtime.
 */
class ForeignGraphTest {
    private static final int I = 3;
    private static final int H = 4;
    private static final List<AttributeProto> AFTER = List.of(attribute("linear_before_reset", 1));

    private final TestGraph g = new TestGraph();

    /** Returns [A,B,K] from [B,A,K]. */
    private static float[] swapped(float[] values, int a, int b) {
        int k = values.length / (a * b);
        float[] target = new float[values.length];
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                System.arraycopy(values, (j * a + i) * k, target, (i * b + j) * k, k);
            }
        }
        return target;
    }

    /** Runs a graph with input {@code x} and output {@code y} in ONNX Runtime, and the imported model in gru4j. */
    private OnnxModel assertAgrees(ModelProto proto, boolean batchFirst, int steps, int batch, LayerSpec... expected)
            throws OrtException {
        OnnxModel read = OnnxModel.of(ModelFile.parse(proto.toByteArray()));
        assertEquals(List.of(expected), read.weights().spec().layers());
        ModelRun run = new ModelRun(read.weights(), steps, batch, null, false, 5);
        try (OnnxSession session = new OnnxSession(proto.toByteArray())) {
            float[] x = run.x();
            session.set(
                    "x",
                    batchFirst ? swapped(x, batch, steps) : x,
                    batchFirst ? batch : steps,
                    batchFirst ? steps : batch,
                    read.weights().spec().inputFeatures());
            float[] y = session.run().get("y");
            boolean sequences = batchFirst && !read.weights().spec().emitsOneStep();
            run.assertSame(run.expected(), Map.of("y", sequences ? swapped(y, steps, batch) : y));
        }
        return read;
    }

    private static LayerSpec gru(int inputs, int layers, Direction direction) {
        return LayerSpec.gru(new GruSpec(inputs, H, layers, direction, ResetGate.AFTER, true, 0, 0, 0));
    }

    private String zeroStates(String x, long batchAxis, long states) {
        String shape = g.node(
                "Concat",
                "h0_shape",
                List.of(attribute("axis", 0)),
                g.graph.integers("h0_layers", states),
                g.size("h0_batch", x, batchAxis),
                g.graph.integers("h0_hidden", H));
        return g.node("Expand", "h0", List.of(), g.graph.floats("h0_zero", new float[1]), shape);
    }

    /** Transpose, slices of expanded zeros, Transpose and Reshape between the layers. */
    @Test
    void stackedBidirectionalGruBatchFirst() throws OrtException {
        g.input("x", "batch", "sequence", I);
        String h0 = zeroStates("x", 0, 4);
        String value = g.transpose("/gru/Transpose", "x", 1, 0, 2);
        for (int l = 0; l < 2; l++) {
            String y = g.recurrent(
                    CellLayout.GRU,
                    "/gru/GRU_" + l,
                    "bidirectional",
                    l == 0 ? I : 2 * H,
                    H,
                    AFTER,
                    value,
                    "",
                    g.slice("/gru/Slice_" + l, h0, 0, 2L * l, 2L * l + 2));
            value = g.reshape("/gru/Reshape_" + l, g.transpose("/gru/Transpose_" + l, y, 0, 2, 1, 3), 0, 0, -1);
        }
        g.node("Concat", "h_n", List.of(attribute("axis", 0)), "/gru/GRU_0_1", "/gru/GRU_1_1");
        String product = g.node(
                "MatMul",
                "/fc/MatMul",
                List.of(),
                g.transpose("/gru/Transpose_out", value, 1, 0, 2),
                g.weights("fc.weight", 2 * H, 5));
        g.node("Add", "y", List.of(), g.weights("fc.bias", 5), product);
        g.output("y", "batch", "sequence", 5);
        g.output("h_n", 4, "batch", H);
        OnnxModel read =
                assertAgrees(g.model(17), true, 6, 3, gru(I, 2, Direction.BIDIRECTIONAL), LayerSpec.dense(2 * H, 5));
        assertEquals(
                List.of(
                        "output 'h_n' is the final states of node '/gru/GRU_0' (GRU) and others; in gru4j the"
                                + " program carries these states",
                        "the graph's sequences are batch-first, [N,T,…]; in gru4j they are [T,N,…]"),
                read.notices());
    }

    /** Squeeze between the layers; states that are sliced from inputs; an unused Dropout mask; a Gemm of all rows. */
    @Test
    void stackedLstmWithStatesOfInputs() throws OrtException {
        g.input("x", "T", "N", I);
        g.input("h0", 2, "N", H);
        g.input("c0", 2, "N", H);
        String value = "x";
        for (int l = 0; l < 2; l++) {
            String y = g.recurrent(
                    CellLayout.LSTM,
                    "lstm_" + l,
                    "forward",
                    l == 0 ? I : H,
                    H,
                    List.of(),
                    value,
                    "",
                    g.slice("h_" + l, "h0", 0, l, l + 1),
                    g.slice("c_" + l, "c0", 0, l, l + 1));
            value = g.node("Dropout", "drop_" + l, List.of(), g.squeeze("squeeze_" + l, y, 1));
        }
        String rows = g.reshape("rows", value, -1, H);
        String product = g.node(
                "Gemm", "gemm", List.of(attribute("transB", 1)), rows, g.weights("fc_W", 5, H), g.weights("fc_b", 5));
        String shape = g.node(
                "Concat",
                "shape",
                List.of(attribute("axis", 0)),
                g.size("T_", "x", 0),
                g.size("N_", "x", 1),
                g.graph.integers("five", 5));
        g.node("Reshape", "y", List.of(), product, shape);
        g.output("y", "T", "N", 5);
        for (int s = 0; s < 2; s++) {
            String name = s == 0 ? "hn" : "cn";
            g.node("Concat", name, List.of(attribute("axis", 0)), "lstm_0_" + (s + 1), "lstm_1_" + (s + 1));
            g.output(name, 2, "N", H);
        }
        ModelProto proto = g.model(14);
        OnnxModel read = OnnxModel.of(proto);
        assertEquals(
                List.of(
                        LayerSpec.rnn(new RnnSpec(RecurrentCell.LSTM, I, H, 2, Direction.FORWARD, true)),
                        LayerSpec.dense(H, 5)),
                read.weights().spec().layers());
        ModelRun run = new ModelRun(read.weights(), 5, 2, null, true, 9);
        try (OnnxSession session = new OnnxSession(proto.toByteArray())) {
            float[] states = run.initial(0, 4 * 2 * H); // h and c of the first layer, then of the second
            float[] h = new float[2 * 2 * H];
            float[] c = new float[2 * 2 * H];
            for (int l = 0, block = 2 * H; l < 2; l++) {
                System.arraycopy(states, 2 * l * block, h, l * block, block);
                System.arraycopy(states, (2 * l + 1) * block, c, l * block, block);
            }
            Map<String, float[]> outputs = session.set("x", run.x(), 5, 2, I)
                    .set("h0", h, 2, 2, H)
                    .set("c0", c, 2, 2, H)
                    .run();
            Map<String, float[]> renamed = new LinkedHashMap<>();
            renamed.put("y", outputs.get("y"));
            renamed.put("lstm.hT", outputs.get("hn"));
            renamed.put("lstm.cT", outputs.get("cn"));
            run.assertSame(run.expected(), renamed);
        }
    }

    /** Each direction sliced out of Y, squeezed, and the two joined along the features. */
    @Test
    void directionsTakenApartAndJoined() throws OrtException {
        g.input("x", "N", "T", I);
        String value = g.transpose("x_t", "x", 1, 0, 2);
        for (int l = 0; l < 2; l++) {
            String y =
                    g.recurrent(CellLayout.LSTM, "lstm" + l, "bidirectional", l == 0 ? I : 2 * H, H, List.of(), value);
            List<String> halves = new ArrayList<>();
            for (int d = 0; d < 2; d++) {
                halves.add(g.squeeze("half" + l + d, g.slice("slice" + l + d, y, 1, d, d + 1), 1));
            }
            value = g.node("Concat", "joined" + l, List.of(attribute("axis", -1)), halves.toArray(new String[0]));
        }
        g.transpose("y", value, 1, 0, 2);
        g.output("y", "N", "T", 2 * H);
        assertAgrees(
                g.model(13),
                true,
                4,
                3,
                LayerSpec.rnn(new RnnSpec(RecurrentCell.LSTM, I, H, 2, Direction.BIDIRECTIONAL, true)));
    }

    /** Two nodes, one for each direction, read the same input; the length of every row is T. */
    @Test
    void twoNodesOfOneDirectionEach() throws OrtException {
        g.input("x", "T", "N", I);
        String steps =
                g.node("Cast", "steps", List.of(attribute("to", DataType.INT32.getNumber())), g.size("T_", "x", 0));
        String lengths = g.node("Expand", "lengths", List.of(), steps, g.size("N_", "x", 1));
        String forward = g.recurrent(CellLayout.GRU, "forward", "forward", I, H, AFTER, "x", lengths);
        String reverse = g.recurrent(CellLayout.GRU, "reverse", "reverse", I, H, AFTER, "x", lengths);
        String both = g.node("Concat", "both", List.of(attribute("axis", 3)), forward, reverse);
        g.squeeze("y", both, 1);
        g.output("y", "T", "N", 2 * H);
        assertAgrees(g.model(14), false, 5, 2, gru(I, 1, Direction.BIDIRECTIONAL));
    }

    /** All sizes were known at export and are written as numbers. */
    @Test
    void fixedSizes() throws OrtException {
        g.input("x", 1, 4, I);
        String y = g.recurrent(
                CellLayout.GRU,
                "gru",
                "bidirectional",
                I,
                H,
                AFTER,
                g.transpose("x_t", "x", 1, 0, 2),
                "",
                g.graph.floats("h0", new float[2 * H], 2, 1, H));
        String flat = g.reshape("flat", g.transpose("besides", y, 0, 2, 1, 3), 4, 1, 2 * H);
        g.node("Softmax", "y", List.of(attribute("axis", 2)), g.transpose("out", flat, 1, 0, 2));
        g.output("y", 1, 4, 2 * H);
        OnnxModel read = OnnxModel.of(g.model(11));
        assertEquals(
                List.of(gru(I, 1, Direction.BIDIRECTIONAL)),
                read.weights().spec().layers());
        assertEquals(OnnxActivation.SOFTMAX, read.activation());
    }

    /** Weights are stored in the order of gates r, z, n, and rearranged by operators in the graph. */
    @Test
    void weightsThatAreNotFolded() throws OrtException {
        g.input("x", "T", "N", I);
        List<String> inputs = new ArrayList<>(List.of("x"));
        for (String name : new String[] {"weight_ih", "weight_hh"}) {
            inputs.add(reordered(name, g.weights(name, 3 * H, name.equals("weight_ih") ? I : H)));
        }
        String bias = g.node(
                "Concat",
                "bias",
                List.of(attribute("axis", 1)),
                reordered("bias_ih", g.weights("bias_ih", 3 * H)),
                reordered("bias_hh", g.weights("bias_hh", 3 * H)));
        inputs.add(bias);
        g.graph.node(
                "GRU",
                "gru",
                List.of(attribute("hidden_size", H), attribute("linear_before_reset", 1)),
                inputs,
                List.of("gru_y"));
        g.squeeze("y", "gru_y", 1);
        g.output("y", "T", "N", H);
        assertAgrees(g.model(17), false, 5, 2, gru(I, 1, Direction.FORWARD));
    }

    private String reordered(String name, String weights) {
        String joined = g.node(
                "Concat",
                name + "_zrh",
                List.of(attribute("axis", 0)),
                g.slice(name + "_z", weights, 0, H, 2 * H),
                g.slice(name + "_r", weights, 0, 0, H),
                g.slice(name + "_h", weights, 0, 2 * H, 3 * H));
        return g.node("Unsqueeze", name + "_1", List.of(), joined, g.graph.integers(name + "_axes", 0));
    }

    /**
     * ONNX Runtime's CPU backend rejects {@code layout=1}, so the imported model is compared with that of the
     * transposed graph.
     */
    @Test
    void batchFirstLayoutIsTheTransposedOne() {
        TestGraph transposed = new TestGraph();
        g.input("x", "N", "T", I);
        g.input("h0", "N", 2, H);
        String y = g.recurrent(
                CellLayout.GRU,
                "gru",
                "bidirectional",
                I,
                H,
                List.of(attribute("linear_before_reset", 1), attribute("layout", 1)),
                "x",
                "",
                "h0");
        g.reshape("y", y, 0, 0, -1); // [N,T,D,H]
        g.output("y", "N", "T", 2 * H);
        g.output("gru_1", "N", 2, H);
        transposed.input("x", "N", "T", I);
        String other = transposed.recurrent(
                CellLayout.GRU, "gru", "bidirectional", I, H, AFTER, transposed.transpose("x_t", "x", 1, 0, 2));
        transposed.reshape("y", transposed.transpose("y_t", other, 2, 0, 1, 3), 0, 0, -1);
        transposed.output("y", "N", "T", 2 * H);
        OnnxModel read = OnnxModel.of(g.model(14));
        OnnxRoundTripTest.assertSame(OnnxModel.of(transposed.model(14)).weights(), read.weights());
        assertEquals(
                2,
                read.notices().stream()
                        .filter(n -> n.contains("batch-first") || n.contains("initial_h"))
                        .count());
    }

    /** Token ids are floats, as some exporters write them; the output is a sigmoid of one number per step. */
    @Test
    void embeddingOfCastIds() throws OrtException {
        g.graph.input("ids", DataType.INT32, "N", "T");
        String ids = g.node("Cast", "cast", List.of(attribute("to", DataType.INT64.getNumber())), "ids");
        String embedded = g.node("Gather", "embedding", List.of(), g.weights("table", 9, I), ids);
        String y =
                g.recurrent(CellLayout.RNN, "rnn", "forward", I, H, List.of(), g.transpose("x_t", embedded, 1, 0, 2));
        String product = g.node(
                "MatMul",
                "product",
                List.of(),
                g.transpose("y_t", g.squeeze("y_s", y, 1), 1, 0, 2),
                g.weights("W", H, 1));
        g.node("Sigmoid", "y", List.of(), product);
        g.output("y", "N", "T", 1);
        ModelProto proto = g.model(14);
        OnnxModel read = OnnxModel.of(proto);
        assertEquals(OnnxActivation.SIGMOID, read.activation());
        ModelRun run = new ModelRun(read.weights(), 3, 2, null, false, 1);
        Map<String, double[]> expected = new LinkedHashMap<>(run.expected());
        expected.computeIfPresent(
                "y",
                (name, values) ->
                        Arrays.stream(values).map(v -> 1 / (1 + Math.exp(-v))).toArray());
        try (OnnxSession session = new OnnxSession(proto.toByteArray())) {
            int[] timeMajor = run.ids();
            int[] batchMajor = new int[6];
            for (int t = 0; t < 3; t++) {
                for (int n = 0; n < 2; n++) {
                    batchMajor[n * 3 + t] = timeMajor[t * 2 + n];
                }
            }
            float[] got = session.set("ids", batchMajor, 2, 3).run().get("y");
            run.assertSame(expected, Map.of("y", swapped(got, 3, 2)));
        }
    }
}
