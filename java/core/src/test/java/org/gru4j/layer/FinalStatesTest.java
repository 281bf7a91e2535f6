package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FinalStatesTest {
    private static final int T = 3;
    private static final int N = 4;
    private static final int I = 4;
    private static final int[] LENGTHS = {3, 1, 0, 2};

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);
    private final Tensor dy = Numbers.random(scope, "dy", 1, N, I);

    @AfterEach
    void close() {
        pass.close();
        scope.close();
    }

    /** The step of x that feature i of row n comes from, all of them valid or not. */
    private static int step(Direction direction, int length, int i) {
        boolean reverse = direction == Direction.REVERSE || direction == Direction.BIDIRECTIONAL && i >= I / 2;
        return reverse ? 0 : length - 1;
    }

    @ParameterizedTest
    @EnumSource
    void isTheStepThatEachDirectionEndsAt(Direction direction) {
        for (int[] lengths : new int[][] {LENGTHS, null}) {
            pass.begin(lengths);
            Tensor y = new FinalStates("final", I, direction).forward(pass, x);
            assertArrayEquals(new int[] {1, N, I}, y.shape().toArray());
            for (int n = 0; n < N; n++) {
                int length = lengths == null ? T : lengths[n];
                for (int i = 0; i < I; i++) {
                    float expected = length == 0 ? 0 : x.get((step(direction, length, i) * N + n) * I + i);
                    assertEquals(expected, y.get(n * I + i), "n=" + n + ", i=" + i);
                }
            }
            pass.end();
        }
    }

    /** Of a GRU and of an LSTM, whose states are h and c: what they say of themselves, of rows with steps. */
    @ParameterizedTest
    @EnumSource
    void isTheStateOfTheLastLayer(Direction direction) {
        int h = 3;
        int directions = direction.count();
        GruSpec gru = GruSpec.builder(I, h).numLayers(2).direction(direction).build();
        RnnSpec lstm = new RnnSpec(RecurrentCell.LSTM, I, h, 2, direction, true);
        for (LayerSpec layer : new LayerSpec[] {LayerSpec.gru(gru), LayerSpec.rnn(lstm)}) {
            try (Sequential model =
                    new Sequential(ModelSpec.of(layer, LayerSpec.finalStates(directions * h, direction)), backend, 1)) {
                int[] lengths = {3, 1, 2, 1};
                pass.begin(lengths);
                Tensor y = model.forward(pass, x, null);
                Tensor states = model.recurrent().get(0).finalState(pass);
                int kinds = states.dim(0) / (2 * directions); // of the second layer: h, or h and c, of each direction
                for (int d = 0; d < directions; d++) {
                    for (int n = 0; n < N; n++) {
                        for (int j = 0; j < h; j++) {
                            assertEquals(
                                    states.get((((directions + d) * kinds) * N + n) * h + j),
                                    y.get((n * directions + d) * h + j),
                                    layer + " d=" + d + ", n=" + n);
                        }
                    }
                }
                pass.end();
            }
        }
    }

    /** The layer is linear, and rounds nothing: differences of any size are the gradient, but for the sum's rounding. */
    @ParameterizedTest
    @EnumSource
    void gradientsAgreeWithCentralDifferences(Direction direction) {
        FinalStates layer = new FinalStates("final", I, direction);
        pass.begin(LENGTHS);
        layer.forward(pass, x);
        float[] dx = layer.backward(pass, dy).toArray();
        pass.end();
        for (int k = 0; k < x.size(); k++) {
            float value = x.get(k);
            double above = lossWith(layer, k, value + 1);
            double below = lossWith(layer, k, value - 1);
            x.write(k, new float[] {value}, 0, 1);
            double step = (double) (value + 1) - (value - 1);
            assertEquals((above - below) / step, dx[k], 2 * N * I * Math.ulp(2.0), "x[" + k + "]");
        }
    }

    private double lossWith(FinalStates layer, int k, float value) {
        x.write(k, new float[] {value}, 0, 1);
        pass.begin(LENGTHS);
        Tensor y = layer.forward(pass, x);
        double loss = 0;
        for (int j = 0; j < y.size(); j++) {
            loss += (double) y.get(j) * dy.get(j);
        }
        pass.end();
        return loss;
    }

    @Test
    void comesAfterARecurrentLayerOfItsDirection() {
        GruSpec both = GruSpec.builder(2, 3).direction(Direction.BIDIRECTIONAL).build();
        LayerSpec dropout = LayerSpec.dropout(6, 0.5);
        ModelSpec.of(LayerSpec.gru(both), dropout, LayerSpec.finalStates(both), dropout);
        assertSays(
                IllegalArgumentException.class,
                "layer 2 (final): expected the direction of layer 0 (gru), BIDIRECTIONAL, but got REVERSE",
                () -> ModelSpec.of(LayerSpec.gru(both), dropout, LayerSpec.finalStates(6, Direction.REVERSE)));
        assertSays(
                IllegalArgumentException.class,
                "layer 2 (final): expected a recurrent layer before it, at most"
                        + " dropout between them, but got layer 1 (dense)",
                () -> ModelSpec.of(
                        LayerSpec.gru(both), LayerSpec.dense(6, 2), LayerSpec.finalStates(2, Direction.BIDIRECTIONAL)));
        assertSays(
                IllegalArgumentException.class,
                "layer 0 (final): expected a recurrent layer before it, at most"
                        + " dropout between them, but got none",
                () -> ModelSpec.of(LayerSpec.finalStates(2, Direction.FORWARD), LayerSpec.dense(2, 2)));
        assertSays(
                IllegalArgumentException.class,
                "layer 2 (lstm) can't come after final, which leaves a single step",
                () -> ModelSpec.of(
                        LayerSpec.gru(both), LayerSpec.finalStates(both), LayerSpec.rnn(RnnSpec.lstm(6, 3))));
        assertSays(
                IllegalArgumentException.class,
                "layer 1 (final) reads 4 features, but layer 0 (gru) emits 6",
                () -> ModelSpec.of(LayerSpec.gru(both), LayerSpec.finalStates(4, Direction.BIDIRECTIONAL)));
    }

    @Test
    void twoDirectionsHaveHalfOfTheFeaturesEach() {
        assertSays(
                IllegalArgumentException.class,
                "final size: expected an even number, half for each direction, but got 5",
                () -> LayerSpec.finalStates(5, Direction.BIDIRECTIONAL));
        assertSays(
                IllegalArgumentException.class,
                "final size: expected a positive number but got 0",
                () -> LayerSpec.finalStates(0, Direction.FORWARD));
    }

    @Test
    void aCheckpointKnowsIt(@TempDir Path directory) {
        RnnSpec rnn = new RnnSpec(RecurrentCell.LSTM, 2, 3, 1, Direction.BIDIRECTIONAL, true);
        ModelSpec spec = ModelSpec.of(LayerSpec.rnn(rnn), LayerSpec.finalStates(rnn), LayerSpec.dense(6, 2));
        Path file = directory.resolve("model.safetensors");
        try (Sequential model = new Sequential(spec, backend, 1)) {
            Checkpoint.save(file, ModelWeights.of(model), Map.of());
            try (Checkpoint checkpoint = Checkpoint.load(file);
                    Sequential again = checkpoint.createModel(backend);
                    Predictor before = new Predictor(model);
                    Predictor after = new Predictor(again)) {
                assertEquals(spec, again.spec());
                float[][][] sequences = {{{1, 2}, {3, 4}}, {}, {{-1, 0.5f}}};
                float[][][] y = after.predict(sequences);
                assertEquals(1, y[0].length);
                assertArrayEquals(before.predict(sequences), y);
            }
        }
    }
}
