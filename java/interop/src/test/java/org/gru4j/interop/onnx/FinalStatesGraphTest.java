package org.gru4j.interop.onnx;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxFault;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Graphs of classifiers from other exporters. They read final states, from {@code h_n} or from the last step of the
 * output.
 */
class FinalStatesGraphTest {
    private static final int I = 3;
    private static final int H = 4;
    private static final int O = 5;
    private static final int T = 6;
    private static final int N = 3;
    private static final List<AttributeProto> AFTER = List.of(attribute("linear_before_reset", 1));
    private static final LayerSpec FORWARD = LayerSpec.finalStates(H, Direction.FORWARD);
    private static final LayerSpec REVERSE = LayerSpec.finalStates(H, Direction.REVERSE);
    private static final LayerSpec BOTH = LayerSpec.finalStates(2 * H, Direction.BIDIRECTIONAL);

    private final TestGraph g = new TestGraph();

    private static LayerSpec gru(int inputs, int layers, Direction direction) {
        return LayerSpec.gru(new GruSpec(inputs, H, layers, direction, ResetGate.AFTER, true, 0, 0, 0));
    }

    private static LayerSpec lstm(int inputs, int layers, Direction direction) {
        return LayerSpec.rnn(new RnnSpec(RecurrentCell.LSTM, inputs, H, layers, direction, true));
    }

    /**
     * Adds a stack over {@code x} [N,T,I] with nodes {@code rnn0} and so on; returns the output of the last one,
     * [T,N,D·H].
     */
    private String stack(CellLayout cell, int layers, boolean both) {
        g.input("x", "N", "T", I);
        String value = g.transpose("x_t", "x", 1, 0, 2);
        for (int l = 0; l < layers; l++) {
            int inputs = l == 0 ? I : both ? 2 * H : H;
            String y = g.recurrent(
                    cell,
                    "rnn" + l,
                    both ? "bidirectional" : "forward",
                    inputs,
                    H,
                    cell == CellLayout.GRU ? AFTER : List.of(),
                    value);
            value = both ? g.reshape("r" + l, g.transpose("b" + l, y, 0, 2, 1, 3), 0, 0, -1) : g.squeeze("s" + l, y, 1);
        }
        return value;
    }

    private String pick(String name, String x, long axis, long index) {
        return g.node("Gather", name, List.of(attribute("axis", axis)), x, g.graph.integer(name + "_at", index));
    }

    private String concat(String name, long axis, String... parts) {
        return g.node("Concat", name, List.of(attribute("axis", axis)), parts);
    }

    /** y [N,O], the output. */
    private void linear(String x, int inputs) {
        g.node("Gemm", "y", List.of(attribute("transB", 1)), x, g.weights("fc_W", O, inputs), g.weights("fc_b", O));
        g.output("y", "N", O);
    }

    /** Checks that the graph is read as this model, and that it computes the same as ONNX Runtime, batch-first. */
    private OnnxModel assertAgrees(LayerSpec... expected) throws OrtException {
        ModelProto proto = g.model(17);
        OnnxModel read = OnnxModel.of(ModelFile.parse(proto.toByteArray()));
        assertEquals(List.of(expected), read.weights().spec().layers());
        ModelRun run = new ModelRun(read.weights(), T, N, null, false, 5);
        float[] x = run.x();
        float[] rowsFirst = new float[x.length];
        for (int k = 0; k < T * N; k++) {
            System.arraycopy(x, k * I, rowsFirst, (k % N * T + k / N) * I, I);
        }
        try (OnnxSession session = new OnnxSession(proto.toByteArray())) {
            float[] y = session.set("x", rowsFirst, N, T, I).run().get("y");
            run.assertSame(run.expected(), Map.of("y", y));
        }
        return read;
    }

    /** fc(h_n[-1]) */
    @Test
    void theLastLayersStateOfAStack() throws OrtException {
        stack(CellLayout.GRU, 3, false);
        linear(pick("last", concat("h_n", 0, "rnn0_1", "rnn1_1", "rnn2_1"), 0, -1), H);
        assertAgrees(gru(I, 3, Direction.FORWARD), FORWARD, LayerSpec.dense(H, O));
    }

    /** fc(h_n[0]): the layers above the first one are not part of the model. */
    @Test
    void theFirstLayersStateOfAStack() throws OrtException {
        stack(CellLayout.LSTM, 2, false);
        linear(pick("first", concat("h_n", 0, "rnn0_1", "rnn1_1"), 0, 0), H);
        assertAgrees(lstm(I, 1, Direction.FORWARD), FORWARD, LayerSpec.dense(H, O));
    }

    /** fc(cat((h_n[-2], h_n[-1]), 1)), with c_n among the outputs */
    @Test
    void bothDirectionsOfTheLastLayer() throws OrtException {
        stack(CellLayout.LSTM, 2, true);
        String all = concat("h_n", 0, "rnn0_1", "rnn1_1");
        linear(concat("both", 1, pick("forward", all, 0, -2), pick("reverse", all, 0, -1)), 2 * H);
        concat("c_n", 0, "rnn0_2", "rnn1_2");
        g.output("c_n", 4, "N", H);
        OnnxModel read = assertAgrees(lstm(I, 2, Direction.BIDIRECTIONAL), BOTH, LayerSpec.dense(2 * H, O));
        assertEquals(
                "output 'c_n' is the final cell states of node 'rnn0' (LSTM) and others; in gru4j the program"
                        + " carries these states",
                read.notices().get(0));
    }

    /** fc(h_n[-1]) of a bidirectional layer is the final state of the reverse direction only. */
    @Test
    void theReverseDirectionAlone() throws OrtException {
        stack(CellLayout.GRU, 2, true);
        linear(pick("reverse", concat("h_n", 0, "rnn0_1", "rnn1_1"), 0, -1), H);
        assertAgrees(
                gru(I, 1, Direction.BIDIRECTIONAL), gru(2 * H, 1, Direction.REVERSE), REVERSE, LayerSpec.dense(H, O));
    }

    /** h_n.transpose(0, 1).reshape(N, -1) contains both directions. */
    @Test
    void transposedAndReshaped() throws OrtException {
        stack(CellLayout.GRU, 1, true);
        linear(g.reshape("rows", g.transpose("moved", "rnn0_1", 1, 0, 2), 0, -1), 2 * H);
        assertAgrees(gru(I, 1, Direction.BIDIRECTIONAL), BOTH, LayerSpec.dense(2 * H, O));
    }

    /** fc(output[:, -1]) */
    @Test
    void theLastStepOfTheOutput() throws OrtException {
        String output = g.transpose("output", stack(CellLayout.GRU, 2, false), 1, 0, 2);
        linear(pick("last", output, 1, -1), H);
        assertAgrees(gru(I, 2, Direction.FORWARD), FORWARD, LayerSpec.dense(H, O));
    }

    /** fc(output[:, -1:]).squeeze(1) */
    @Test
    void theLastStepAsASlice() throws OrtException {
        String output = g.transpose("output", stack(CellLayout.LSTM, 1, false), 1, 0, 2);
        linear(g.squeeze("rows", g.slice("last", output, 1, -1, Long.MAX_VALUE), 1), H);
        assertAgrees(lstm(I, 1, Direction.FORWARD), FORWARD, LayerSpec.dense(H, O));
    }

    /** fc(output)[:, -1] is the same as fc(output[:, -1]). */
    @Test
    void theLastStepOfWhatADenseLayerGives() throws OrtException {
        String output = g.transpose("output", stack(CellLayout.GRU, 1, false), 1, 0, 2);
        String product = g.node("MatMul", "product", List.of(), output, g.weights("fc_W", H, O));
        pick("y", g.node("Add", "sum", List.of(), product, g.weights("fc_b", O)), 1, -1);
        g.output("y", "N", O);
        assertAgrees(gru(I, 1, Direction.FORWARD), FORWARD, LayerSpec.dense(H, O));
    }

    /** fc(cat((output[:, -1, :H], output[:, 0, H:]), 1)) */
    @Test
    void theStepThatEachDirectionEndsAt() throws OrtException {
        String output = g.transpose("output", stack(CellLayout.LSTM, 1, true), 1, 0, 2);
        linear(
                concat(
                        "both",
                        1,
                        g.slice("forward", pick("last", output, 1, -1), 1, 0, H),
                        g.slice("reverse", pick("first", output, 1, 0), 1, H, 2 * H)),
                2 * H);
        assertAgrees(lstm(I, 1, Direction.BIDIRECTIONAL), BOTH, LayerSpec.dense(2 * H, O));
    }

    /** Final states without a layer after them are the output of the model. */
    @Test
    void finalStatesAlone() throws OrtException {
        stack(CellLayout.LSTM, 2, false);
        g.squeeze("y", "rnn1_1", 0);
        g.output("y", "N", H);
        assertAgrees(lstm(I, 2, Direction.FORWARD), FORWARD);
    }

    /** Some rows have one step or none. The result for a row without steps is zeros. */
    @ParameterizedTest
    @ValueSource(strings = {"forward", "reverse", "bidirectional"})
    void lengths(String direction) throws OrtException {
        g.input("x", "T", "N", I);
        g.graph.input("lengths", DataType.INT32, "N");
        g.recurrent(CellLayout.GRU, "rnn", direction, I, H, AFTER, "x", "lengths");
        int size = direction.equals("bidirectional") ? 2 * H : H;
        linear(g.reshape("rows", g.transpose("moved", "rnn_1", 1, 0, 2), 0, size), size);
        ModelProto proto = g.model(17);
        OnnxModel read = OnnxModel.of(proto);
        Direction expected = Direction.valueOf(direction.toUpperCase(Locale.ROOT));
        assertEquals(
                List.of(gru(I, 1, expected), LayerSpec.finalStates(size, expected), LayerSpec.dense(size, O)),
                read.weights().spec().layers());
        ModelRun run = new ModelRun(read.weights(), T, N + 1, new int[] {T, 1, 0, 3}, false, 5);
        try (OnnxSession session = new OnnxSession(proto.toByteArray())) {
            run.assertSame(run.expected(), run.run(session));
        }
    }

    private void assertRefused(String message) {
        assertEquals(
                message,
                assertThrows(OnnxFault.class, () -> OnnxModel.of(g.model(17))).getMessage());
    }

    private static final String NONE = "expected the final states h of one layer but got ";
    private static final String UNFINISHED = "a step at which not every direction, or not every row, ends, of ";

    /** At the last step a reverse direction has only begun. */
    @Test
    void namesALastStepOfTwoDirections() {
        linear(pick("last", stack(CellLayout.GRU, 1, true), 0, -1), 2 * H);
        assertRefused("node 'y' (Gemm): " + NONE + UNFINISHED + "node 'rnn0' (GRU)");
    }

    @Test
    void namesALastStepOfTwoDirectionsBelowADenseLayer() {
        String product =
                g.node("MatMul", "product", List.of(), stack(CellLayout.GRU, 1, true), g.weights("W", 2 * H, O));
        pick("y", product, 0, -1);
        g.output("y", "N", O);
        assertRefused(NONE + UNFINISHED + "node 'rnn0' (GRU)");
    }

    /** At the last step short rows have ended. */
    @Test
    void namesALastStepOfRowsOfDifferentLengths() {
        g.input("x", "T", "N", I);
        g.graph.input("lengths", DataType.INT32, "N");
        String y = g.recurrent(CellLayout.GRU, "rnn", "forward", I, H, AFTER, "x", "lengths");
        linear(pick("last", g.squeeze("s", y, 1), 0, -1), H);
        assertRefused("node 'y' (Gemm): " + NONE + UNFINISHED + "node 'rnn' (GRU)");
    }

    @Test
    void namesAStepInTheMiddle() {
        linear(pick("second", stack(CellLayout.GRU, 1, false), 0, 1), H);
        assertRefused("node 'second' (Gather): axis 0: expected the first or the last step of the output of node"
                + " 'rnn0' (GRU) [T, N, 4] but got other steps");
    }

    @Test
    void namesCellStates() {
        stack(CellLayout.LSTM, 1, false);
        linear(g.squeeze("c", "rnn0_2", 0), H);
        assertRefused("node 'y' (Gemm): " + NONE + "the final cell states of node 'rnn0' (LSTM)");
    }

    @Test
    void namesStatesOfTwoLayers() {
        stack(CellLayout.GRU, 2, false);
        String all = concat("h_n", 0, "rnn0_1", "rnn1_1");
        linear(concat("both", 1, pick("lower", all, 0, 0), pick("upper", all, 0, 1)), 2 * H);
        assertRefused("node 'y' (Gemm): " + NONE + "the final states of node 'rnn0' (GRU) and others");
    }

    @Test
    void namesDirectionsTheWrongWayAround() {
        stack(CellLayout.GRU, 1, true);
        linear(concat("both", 1, pick("reverse", "rnn0_1", 0, 1), pick("forward", "rnn0_1", 0, 0)), 2 * H);
        assertRefused("node 'rnn0' (GRU): expected one direction, or forward and then reverse concatenated, but got"
                + " 2 directions in a different order");
    }

    /** If two outputs are equally far from the input, it is ambiguous which is the model's output. */
    @Test
    void namesOutputsThatAreAllStates() {
        stack(CellLayout.LSTM, 1, true);
        g.output(g.squeeze("forward", g.slice("f", "rnn0_1", 0, 0, 1), 0), "N", H);
        g.output(g.squeeze("reverse", g.slice("r", "rnn0_1", 0, 1, 2), 0), "N", H);
        assertRefused("outputs: expected one output besides final states but got [forward, reverse]");
    }

    @Test
    void namesAnOutputOfCellStatesAlone() {
        stack(CellLayout.LSTM, 1, false);
        g.output("rnn0_2", 1, "N", H);
        assertRefused("outputs: expected one output besides final states but got []");
    }

    /** States that are concatenated with themselves repeatedly, which doubles them each time. */
    @Test
    void statesDoNotPileUp() {
        stack(CellLayout.GRU, 1, false);
        String value = "rnn0_1";
        for (int k = 0; k < 40; k++) {
            value = concat("more" + k, 0, value, value);
        }
        g.output("more39", "K", "N", H);
        assertRefused("node 'more8' (Concat): expected at most 256 final states but got more");
    }
}
