package org.gru4j.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.Parity;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.keras.KerasFixture.Way;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that was read from either kind of file computes the same as Keras's equations. */
class KerasModelTest {
    private static final int T = 6;
    private static final int I = 3;
    private static final int H = 5;

    @TempDir
    private Path directory;

    private static double[][] input() {
        CounterRandom random = new CounterRandom(3, 0, 0);
        double[][] x = new double[T][I];
        for (int t = 0; t < T; t++) {
            for (int i = 0; i < I; i++) {
                x[t][i] = (float) (2 * random.uniform(t * I + i) - 1);
            }
        }
        return x;
    }

    private static float[][] predict(ImportedModel read, double[][] x) {
        float[][] floats = new float[x.length][I];
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < I; i++) {
                floats[t][i] = (float) x[t][i];
            }
        }
        try (Sequential model = read.weights().createModel(new ReferenceBackend());
                Predictor predictor = new Predictor(model)) {
            return predictor.predict(floats);
        }
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] flat(float[][] rows) {
        List<Double> values = new ArrayList<>();
        for (float[] row : rows) {
            for (float value : row) {
                values.add((double) value);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Compares within the tolerance of sums of that many terms of size 1, through the cells of at most four layers. */
    private static Parity.Comparison compare(KerasFixture fixture, double[][] expected, float[][] actual) {
        double[] values = flat(expected);
        return Parity.compare(
                "y",
                values,
                flat(actual),
                Parity.tolerance(fixture.terms(), T + 3, Math.max(1, Parity.largest(values))));
    }

    private static void assertComputes(KerasFixture fixture, double[][] expected, float[][] actual) {
        Parity.Comparison comparison = compare(fixture, expected, actual);
        assertTrue(comparison.passed(), comparison.toString());
    }

    /** A recurrent layer with its settings in Keras. */
    record Case(String kind, Way way, boolean bias, boolean resetAfter) {
        KerasFixture fixture(boolean sequences) {
            return new KerasFixture(I).recurrent(kind, H, way, bias, resetAfter, sequences);
        }

        /** Returns the layer's name in a {@code .weights.h5} file. */
        String group() {
            return way == Way.BOTH
                    ? "bidirectional"
                    : kind.equals("SimpleRNN") ? "simple_rnn" : kind.toLowerCase(Locale.ROOT);
        }

        /** Returns the hints for what such a file leaves open. */
        WeightsHints hints() {
            WeightsHints hints = way == Way.BACKWARDS ? WeightsHints.none().goBackwards(group()) : WeightsHints.none();
            return kind.equals("GRU") && !bias
                    ? hints.biaslessResetGate(resetAfter ? ResetGate.AFTER : ResetGate.BEFORE)
                    : hints;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String kind : List.of("GRU", "LSTM", "SimpleRNN")) {
            for (Way way : Way.values()) {
                for (boolean bias : new boolean[] {true, false}) {
                    cases.add(new Case(kind, way, bias, true));
                    if (kind.equals("GRU")) {
                        cases.add(new Case(kind, way, bias, false));
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aLayerOfAnArchive(Case c) throws IOException {
        KerasFixture fixture = c.fixture(true);
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        double[][] expected = fixture.expected(input());
        assertComputes(
                fixture,
                c.way() == Way.BACKWARDS ? KerasEquations.reversed(expected) : expected,
                predict(read, input()));
        assertEquals(
                c.way() == Way.BACKWARDS ? 1 : 0,
                read.notices().size(),
                read.notices().toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aLayerOfAFileOfWeights(Case c) throws IOException {
        KerasFixture fixture = c.fixture(true);
        ImportedModel read =
                KerasModel.readWeights(fixture.writeWeights(directory.resolve("m.weights.h5"), "layers"), c.hints());
        double[][] expected = fixture.expected(input());
        assertComputes(
                fixture,
                c.way() == Way.BACKWARDS ? KerasEquations.reversed(expected) : expected,
                predict(read, input()));
    }

    /** A layer that emits one step, and a layer after it. A {@code .weights.h5} file needs a hint. */
    @ParameterizedTest
    @MethodSource("cases")
    void theOneStepOfALayerWithoutReturnSequences(Case c) throws IOException {
        KerasFixture fixture = c.fixture(false).dropout(0.5).dense(2, true, false, "linear");
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        assertEquals(List.of(), read.notices());
        float[][] actual = predict(read, input());
        assertEquals(1, actual.length);
        assertComputes(fixture, fixture.expected(input()), actual);
        WeightsHints hints = c.hints().finalStates(c.group());
        ImportedModel weights = KerasModel.readWeights(directory.resolve("model.weights.h5"), hints);
        assertArrayEquals(actual, predict(weights, input()));
    }

    /** The second layer reads a sequence that runs backwards, and reads it from its last step in time. */
    @Test
    void theOneStepOfALayerThatReadsBackwards() throws IOException {
        KerasFixture fixture = new KerasFixture(I)
                .recurrent("GRU", 4, Way.BACKWARDS, true, true, true)
                .recurrent("LSTM", 3, Way.FORWARD, true, true, false);
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        assertComputes(fixture, fixture.expected(input()), predict(read, input()));
        assertEquals(List.of("gru", "lstm", "final"), read.weights().spec().layerNames());
        assertEquals(
                LayerSpec.finalStates(3, Direction.REVERSE),
                read.weights().spec().layers().get(2));
        assertEquals(List.of(), read.notices());
    }

    private static KerasFixture stack() {
        return new KerasFixture(I)
                .recurrent("GRU", 4, Way.BOTH, true, false, true)
                .dropout(0.25)
                .recurrent("LSTM", 3, Way.FORWARD, true, true, true)
                .dense(4, false, true, "linear")
                .recurrent("GRU", 4, Way.FORWARD, true, true, true)
                .dense(2, true, false, "softmax");
    }

    @Test
    void aStackOfManyLayers() throws IOException {
        KerasFixture fixture = stack();
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        assertComputes(fixture, fixture.expected(input()), predict(read, input()));
        assertEquals(
                List.of(
                        "the activation 'softmax' of the last layer is left out: the imported model emits logits",
                        "time_distributed: has no bias; the imported model has one of zeros, which changes if it is"
                                + " trained further"),
                read.notices());
        assertEquals(
                List.of("gru", "dropout", "lstm", "dense", "gru2", "dense2"),
                read.weights().spec().layerNames());
        assertEquals(LayerSpec.dropout(8, 0.25), read.weights().spec().layers().get(1));
        assertEquals(
                LayerSpec.gru(GruSpec.builder(I, 4)
                        .direction(Direction.BIDIRECTIONAL)
                        .resetGate(ResetGate.BEFORE)
                        .build()),
                read.weights().spec().layers().get(0));
    }

    @Test
    void aFunctionalThatIsAChainIsTheSame() throws IOException {
        KerasFixture fixture = stack();
        ImportedModel sequential =
                KerasModel.read(fixture.writeArchive(directory.resolve("s.keras"), fixture.sequential()));
        ImportedModel functional =
                KerasModel.read(fixture.writeArchive(directory.resolve("f.keras"), fixture.functional()));
        assertEquals(sequential.weights().spec(), functional.weights().spec());
        for (String name : sequential.weights().names()) {
            assertArrayEquals(
                    sequential.weights().values(name), functional.weights().values(name), name);
        }
    }

    /** Sizes and numbers allow only one order. A file from before Keras 3 has a different group of layers. */
    @Test
    void theOrderOfAStackIsSeenFromItsWeights() throws IOException {
        KerasFixture fixture = stack();
        ImportedModel read = KerasModel.readWeights(
                fixture.writeWeights(directory.resolve("m.weights.h5"), "_layer_checkpoint_dependencies"),
                WeightsHints.none());
        assertComputes(fixture, fixture.expected(input()), predict(read, input()));
    }

    /** The second layer reads a sequence that runs backwards, so it is reversed in time; the third is forward again. */
    @Test
    void layersThatGoBackwardsTurnTimeForThoseAfterThem() throws IOException {
        KerasFixture fixture = new KerasFixture(I)
                .recurrent("GRU", 4, Way.BACKWARDS, true, true, true)
                .recurrent("LSTM", 3, Way.FORWARD, true, true, true)
                .recurrent("SimpleRNN", 4, Way.BACKWARDS, true, true, true)
                .dense(2, true, false, "linear");
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        assertComputes(fixture, fixture.expected(input()), predict(read, input()));
        assertEquals(List.of(), read.notices(), "time runs as it did");
    }

    @Test
    void tokensThroughAnEmbedding() throws IOException {
        int[] ids = {3, 0, 6, 6, 1, 2};
        KerasFixture fixture = new KerasFixture(0)
                .embedding(7, 4, true)
                .recurrent("GRU", H, Way.FORWARD, true, true, false)
                .dense(7, true, false, "linear")
                .activation("sigmoid");
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        try (Sequential model = read.weights().createModel(new ReferenceBackend());
                Predictor predictor = new Predictor(model)) {
            assertComputes(fixture, fixture.expected(ids), predictor.predict(ids));
        }
        assertEquals(2, read.notices().size(), read.notices().toString());
        assertTrue(
                read.notices().get(0).startsWith("embedding: mask_zero is ignored"),
                read.notices().toString());
        ImportedModel weights = KerasModel.readWeights(
                directory.resolve("model.weights.h5"), WeightsHints.none().finalStates("gru"));
        assertEquals(read.weights().spec(), weights.weights().spec());
    }

    @Test
    void whatTrainingAloneDoesIsANotice() throws IOException {
        KerasFixture fixture = new KerasFixture(I).recurrent("GRU", H, Way.FORWARD, true, true, true);
        fixture.lastConfig().put("recurrent_dropout", 0.5).put("stateful", true);
        ImportedModel read = KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), fixture.sequential()));
        assertEquals(
                List.of(
                        "gru: stateful is ignored: your program carries the states from batch to batch"
                                + " (Sequential.newState)",
                        "gru: dropout 0.0 and recurrent_dropout 0.5 are ignored: they matter only in training, and"
                                + " gru4j applies its masks at other places"),
                read.notices());
    }

    /** If gates or kinds of cells were mixed up, the comparison would fail. */
    @Test
    void theToleranceSeesFaults() throws IOException {
        KerasFixture before = new KerasFixture(I).recurrent("GRU", H, Way.FORWARD, false, false, true);
        KerasFixture after = new KerasFixture(I).recurrent("GRU", H, Way.FORWARD, false, true, true);
        ImportedModel read = KerasModel.read(before.writeArchive(directory.resolve("m.keras"), before.sequential()));
        assertTrue(
                compare(after, after.expected(input()), predict(read, input())).ratio() > 10);
    }
}
