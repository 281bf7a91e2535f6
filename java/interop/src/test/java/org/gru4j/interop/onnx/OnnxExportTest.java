package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.check.GruCases;
import org.gru4j.check.RecurrentCase;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.write.OnnxExport;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported models in ONNX Runtime compute the same as the reference. */
class OnnxExportTest {
    /** The specifications, shapes and lengths of the pairwise cover. */
    static Stream<ModelRun> grus() {
        List<ModelRun> runs = new ArrayList<>();
        for (RecurrentCase c : GruCases.pairwise()) {
            ModelWeights weights = ModelRun.weights(runs.size(), LayerSpec.of(c.spec()));
            runs.add(new ModelRun(weights, c.steps(), c.batch(), c.lengths(), c.s0() != null, runs.size()));
        }
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("grus")
    void grusAgree(ModelRun run) throws OrtException {
        run.assertSame();
    }

    static Stream<ModelRun> others() {
        List<ModelRun> runs = new ArrayList<>();
        for (RecurrentCase c : GruCases.pairwise()) {
            for (RecurrentCell cell : List.of(RecurrentCell.LSTM, RecurrentCell.TANH)) {
                RnnSpec spec = new RnnSpec(
                        cell,
                        c.spec().inputSize(),
                        c.spec().hiddenSize(),
                        c.spec().numLayers(),
                        c.spec().direction(),
                        c.spec().bias());
                ModelWeights weights = ModelRun.weights(runs.size(), LayerSpec.rnn(spec));
                runs.add(new ModelRun(weights, c.steps(), c.batch(), c.lengths(), c.s0() != null, runs.size()));
            }
        }
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("others")
    void othersAgree(ModelRun run) throws OrtException {
        run.assertSame();
    }

    /** All combinations of depths, directions, cells and reset gates, biases and lengths. */
    static Stream<ModelRun> everyKind() {
        List<ModelRun> runs = new ArrayList<>();
        for (int layers = 1; layers <= 3; layers++) {
            for (Direction direction : Direction.values()) {
                for (boolean bias : new boolean[] {true, false}) {
                    for (LayerSpec layer : kinds(3, 4, layers, direction, bias)) {
                        ModelWeights weights = ModelRun.weights(runs.size(), layer);
                        runs.add(new ModelRun(weights, 5, 4, null, false, runs.size()));
                        runs.add(new ModelRun(weights, 5, 4, new int[] {5, 1, 3, 0}, true, runs.size()));
                    }
                }
            }
        }
        return runs.stream();
    }

    /** Each cell, GRUs with either reset gate. */
    static List<LayerSpec> kinds(int inputs, int size, int layers, Direction direction, boolean bias) {
        List<LayerSpec> kinds = new ArrayList<>();
        for (ResetGate gate : ResetGate.values()) {
            kinds.add(LayerSpec.gru(GruSpec.builder(inputs, size)
                    .numLayers(layers)
                    .direction(direction)
                    .bias(bias)
                    .resetGate(gate)
                    .build()));
        }
        for (RecurrentCell cell : List.of(RecurrentCell.LSTM, RecurrentCell.TANH)) {
            kinds.add(LayerSpec.rnn(new RnnSpec(cell, inputs, size, layers, direction, bias)));
        }
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void everyKindAgrees(ModelRun run) throws OrtException {
        run.assertSame();
    }

    private static final LayerSpec EMBEDDING = LayerSpec.embedding(11, 6);
    private static final LayerSpec GRU =
            LayerSpec.gru(new GruSpec(6, 5, 2, Direction.FORWARD, ResetGate.AFTER, true, 0.5, 0.25, 0));
    private static final LayerSpec DENSE = LayerSpec.dense(5, 7);
    private static final LayerSpec DROPOUT = LayerSpec.dropout(10, 0.5);
    private static final LayerSpec BOTH_WAYS = LayerSpec.gru(GruSpec.builder(6, 5)
            .numLayers(2)
            .direction(Direction.BIDIRECTIONAL)
            .build());

    private static LayerSpec lstm(Direction direction) {
        return LayerSpec.rnn(new RnnSpec(RecurrentCell.LSTM, 6, 5, 2, direction, true));
    }

    static Stream<ModelRun> wholeModels() {
        List<List<LayerSpec>> models = List.of(
                List.of(EMBEDDING, GRU, DENSE),
                List.of(EMBEDDING, GRU, LayerSpec.dropout(5, 0.5), LayerSpec.itemScores(5, 11)),
                List.of(GRU, LayerSpec.pooling(5), DENSE),
                List.of(LayerSpec.dense(3, 6), GRU, LayerSpec.rnn(RnnSpec.lstm(5, 5)), DENSE, LayerSpec.pooling(7)),
                List.of(GRU, LayerSpec.gru(GruSpec.of(5, 5))),
                List.of(EMBEDDING, GRU, LayerSpec.finalStates(5, Direction.FORWARD), DENSE),
                List.of(
                        lstm(Direction.BIDIRECTIONAL),
                        DROPOUT,
                        LayerSpec.finalStates(10, Direction.BIDIRECTIONAL),
                        DROPOUT,
                        LayerSpec.dense(10, 3)),
                List.of(GRU, LayerSpec.rnn(RnnSpec.tanh(5, 5)), LayerSpec.finalStates(5, Direction.FORWARD)),
                List.of(lstm(Direction.REVERSE), LayerSpec.finalStates(5, Direction.REVERSE)),
                List.of(lstm(Direction.BIDIRECTIONAL), LayerSpec.finalStates(10, Direction.BIDIRECTIONAL)),
                List.of(BOTH_WAYS, LayerSpec.pooling(10), DROPOUT, LayerSpec.dense(10, 3)),
                List.of(lstm(Direction.BIDIRECTIONAL), LayerSpec.pooling(10)),
                List.of(EMBEDDING, BOTH_WAYS, DROPOUT, LayerSpec.pooling(10), LayerSpec.itemScores(10, 11)));
        List<ModelRun> runs = new ArrayList<>();
        for (List<LayerSpec> layers : models) {
            ModelWeights weights = ModelRun.weights(runs.size(), layers.toArray(new LayerSpec[0]));
            runs.add(new ModelRun(weights, 4, 3, null, false, 1));
            runs.add(new ModelRun(weights, 6, 4, new int[] {6, 1, 0, 3}, true, 2));
            runs.add(new ModelRun(weights, 1, 2, null, true, 3));
            runs.add(new ModelRun(weights, 5, 3, new int[] {0, 4, 1}, false, 4));
        }
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("wholeModels")
    void wholeModelsAgree(ModelRun run) throws OrtException {
        run.assertSame();
    }

    @ParameterizedTest
    @EnumSource
    void theActivationIsTheLastThing(OnnxActivation activation) throws OrtException {
        ModelRun run = new ModelRun(ModelRun.weights(3, EMBEDDING, GRU, DENSE), 4, 3, null, false, 1);
        Map<String, double[]> expected = new LinkedHashMap<>(run.expected());
        expected.put("y", activated(expected.get("y"), 7, activation));
        run.assertSame(expected, run.actual(activation));
    }

    private static double[] activated(double[] y, int features, OnnxActivation activation) {
        double[] result = y.clone();
        for (int from = 0; from < y.length; from += features) {
            double sum = 0;
            for (int j = from; j < from + features; j++) {
                sum += Math.exp(y[j]);
            }
            for (int j = from; j < from + features; j++) {
                result[j] = switch (activation) {
                    case NONE -> y[j];
                    case SOFTMAX -> Math.exp(y[j]) / sum;
                    case LOG_SOFTMAX -> y[j] - Math.log(sum);
                    case SIGMOID -> 1 / (1 + Math.exp(-y[j]));
                };
            }
        }
        return result;
    }

    @Test
    void oneFileRunsAnyStepsAndRows() throws OrtException {
        ModelWeights weights = ModelRun.weights(
                4,
                LayerSpec.gru(GruSpec.builder(3, 4)
                        .numLayers(2)
                        .direction(Direction.BIDIRECTIONAL)
                        .build()),
                LayerSpec.pooling(8),
                LayerSpec.dense(8, 2));
        try (OnnxSession session = new OnnxSession(OnnxModel.toBytes(weights, OnnxOptions.PLAIN))) {
            for (int[] shape : new int[][] {{1, 1}, {5, 2}, {2, 7}, {30, 1}}) {
                ModelRun run = new ModelRun(weights, shape[0], shape[1], null, false, shape[0]);
                run.assertSame(run.expected(), run.run(session));
            }
        }
    }

    private static void assertRefused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }

    @Test
    void namesWhatOnnxCannotSay() {
        ModelWeights weights = ModelRun.weights(
                1,
                LayerSpec.dense(3, 3),
                LayerSpec.gru(GruSpec.builder(3, 2).zoneout(0.25).build()));
        assertRefused(
                "gru: zoneout: expected 0 but got 0.25: zoneout acts in inference too, and ONNX's GRU can't express it",
                () -> OnnxModel.toBytes(weights, OnnxOptions.PLAIN));
    }

    @Test
    void namesOptionsThatNoLayerKnows() {
        ModelWeights weights = ModelRun.weights(1, LayerSpec.dense(3, 3));
        assertRefused(
                "lengths: expected a model with a layer that uses them but there is none",
                () -> OnnxModel.toBytes(weights, OnnxOptions.PLAIN.withLengths()));
        assertRefused(
                "states: expected a model with a recurrent layer but there is none",
                () -> OnnxModel.toBytes(weights, OnnxOptions.PLAIN.withStates()));
    }

    @Test
    void refusesMoreThanAFileCanHold() {
        ModelSpec spec = ModelSpec.of(LayerSpec.embedding(1 << 20, 512), LayerSpec.gru(GruSpec.of(512, 512)));
        assertRefused(
                "model: expected at most 536608767 parameters, because an ONNX file has at most 2 GiB, but got"
                        + " 538447360",
                () -> OnnxExport.requireFits(spec));
    }

    @Test
    void aFailureLeavesTheFileFromBefore(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        ModelWeights good = ModelRun.weights(1, DENSE);
        OnnxModel.write(good, OnnxOptions.PLAIN, file);
        ModelWeights bad = ModelRun.weights(
                1, LayerSpec.gru(GruSpec.builder(3, 2).zoneout(0.25).build()));
        assertThrows(IllegalArgumentException.class, () -> OnnxModel.write(bad, OnnxOptions.PLAIN, file));
        assertArrayEquals(OnnxModel.toBytes(good, OnnxOptions.PLAIN), Files.readAllBytes(file));
        Path taken = Files.createDirectories(folder.resolve("taken.onnx/in the way"));
        String message = assertThrows(
                        UncheckedIOException.class, () -> OnnxModel.write(good, OnnxOptions.PLAIN, taken.getParent()))
                .getMessage();
        assertTrue(message.startsWith(taken.getParent() + ": could not be written: "), message);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(2, left.count());
        }
    }
}
