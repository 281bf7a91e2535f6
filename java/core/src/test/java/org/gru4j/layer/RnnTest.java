package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.data.TokenStreams;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.SequenceStreamState;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RnnTest {
    private static final int T = 6;
    private static final int N = 2;
    private static final int I = 3;
    private static final int H = 4;

    private final Backend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private static ModelSpec model(RecurrentCell cell, int layers, Direction direction) {
        return ModelSpec.of(LayerSpec.rnn(new RnnSpec(cell, I, H, layers, direction, true)));
    }

    @Test
    void parametersAreNamedAfterTheCell() {
        try (Sequential lstm = new Sequential(model(RecurrentCell.LSTM, 2, Direction.BIDIRECTIONAL), backend, 1);
                Sequential tanh = new Sequential(model(RecurrentCell.TANH, 1, Direction.FORWARD), backend, 1)) {
            assertEquals(
                    List.of(
                            "lstm.l0.forward.W",
                            "lstm.l0.forward.U",
                            "lstm.l0.forward.b",
                            "lstm.l0.reverse.W",
                            "lstm.l0.reverse.U",
                            "lstm.l0.reverse.b",
                            "lstm.l1.forward.W",
                            "lstm.l1.forward.U",
                            "lstm.l1.forward.b",
                            "lstm.l1.reverse.W",
                            "lstm.l1.reverse.U",
                            "lstm.l1.reverse.b"),
                    lstm.parameters().names());
            assertEquals(
                    List.of("rnn.l0.forward.W", "rnn.l0.forward.U", "rnn.l0.forward.b"),
                    tanh.parameters().names());
            assertEquals(
                    lstm.parameters().count(),
                    ((Rnn) lstm.recurrent().get(0)).spec().parameterCount());
        }
    }

    @Test
    void forgetGatesStartOpenAndAllElseWithinItsBound() {
        try (Sequential model = new Sequential(model(RecurrentCell.LSTM, 1, Direction.FORWARD), backend, 1)) {
            double bound = 1 / Math.sqrt(H);
            float[] b = model.parameters().value("lstm.l0.forward.b").toArray();
            for (int k = 0; k < b.length; k++) {
                assertTrue(k / H == 1 ? b[k] == 1 : Math.abs(b[k]) <= bound, "b[" + k + "] = " + b[k]);
            }
            for (float value : model.parameters().value("lstm.l0.forward.U").toArray()) {
                assertTrue(Math.abs(value) <= bound, "U " + value);
            }
        }
    }

    @Test
    void weightDecayLeavesTheBiasesAlone() {
        try (Sequential model = new Sequential(model(RecurrentCell.LSTM, 1, Direction.FORWARD), backend, 1)) {
            int weights = 4 * H * (I + H);
            assertEquals(
                    List.of(
                            new Parameters.Range(0, weights, true),
                            new Parameters.Range(weights, model.parameters().size() - weights, false)),
                    model.parameters().ranges());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LSTM", "TANH"})
    void carriedStatesGoOnAsIfThereWasNoBreak(RecurrentCell cell) {
        try (Sequential model = new Sequential(model(cell, 2, Direction.FORWARD), backend, 1);
                RecurrentState state = model.newState(N);
                Pass pass = Pass.inference(backend)) {
            assertEquals(cell.states() * 2, state.of(0).dim(0));
            float[] x = Numbers.floats(3, T * N * I);
            pass.begin(null);
            float[] whole = model.forward(pass, scope.allocate("x", T, N, I).copyFrom(x), (RecurrentState) null)
                    .toArray();
            pass.end();
            float[] parts = new float[whole.length];
            for (int t = 0; t < T; t++) {
                pass.begin(null);
                Tensor step = scope.allocate("x", 1, N, I);
                step.copyFrom(Arrays.copyOfRange(x, t * N * I, (t + 1) * N * I));
                System.arraycopy(model.forward(pass, step, state).toArray(), 0, parts, t * N * H, N * H);
                pass.end();
            }
            assertArrayEquals(whole, parts, 1e-6f); // the states are rounded to float between the steps
        }
    }

    @Test
    void aSecondBackwardAndWrongShapesAreErrors() {
        try (Sequential model = new Sequential(model(RecurrentCell.LSTM, 1, Direction.FORWARD), backend, 1);
                Pass pass = Pass.training(backend)) {
            Rnn rnn = (Rnn) model.recurrent().get(0);
            Tensor x = Numbers.random(scope, "x", T, N, I);
            Tensor dy = Numbers.random(scope, "dy", T, N, H);
            pass.begin(null);
            assertSays(
                    ShapeException.class,
                    "x [T,N,I]: expected [6, 2, 3] but got [6, 2, 4]",
                    () -> rnn.forward(pass, dy));
            Tensor h0 = scope.allocate("h0", 1, N, H);
            assertSays(
                    ShapeException.class,
                    "s0 [L·D·S,N,H]: expected [2, 2, 4] but got [1, 2, 4]",
                    () -> rnn.forward(pass, x, h0));
            rnn.forward(pass, x);
            rnn.backward(pass, dy);
            assertMentions(IllegalStateException.class, () -> rnn.backward(pass, dy), "second backward");
        }
    }

    /** The states are rounded to float when they are carried, by ε ÷ 2 at each of 9 steps in each of two layers. */
    @ParameterizedTest
    @EnumSource(names = {"LSTM", "TANH"})
    void aStreamReadsStepByStep(RecurrentCell cell) {
        ModelSpec spec = model(cell, 2, Direction.FORWARD);
        float[] events = Numbers.floats(3, 9 * spec.inputFeatures());
        float[] output = new float[spec.outputFeatures()];
        try (Sequential model = new Sequential(spec, backend, 1);
                Predictor predictor = new Predictor(model);
                SequenceStream stream = model.newStream()) {
            float[][] x = new float[9][];
            for (int t = 0; t < 9; t++) {
                x[t] = Arrays.copyOfRange(events, t * spec.inputFeatures(), (t + 1) * spec.inputFeatures());
            }
            float[][] atOnce = predictor.predict(x);
            for (int t = 0; t < 9; t++) {
                if (t == 5) { // what is restored goes on as if it had not been interrupted
                    SequenceStreamState saved = stream.snapshot();
                    stream.reset();
                    stream.restore(SequenceStreamState.of(spec, saved.toArray()));
                }
                stream.step(x[t], output);
                assertArrayEquals(atOnce[t], output, 18 * (float) Numbers.FLOAT_EPSILON);
            }
        }
    }

    @Test
    void aStreamReadsNothingFromItsEnd() {
        try (Sequential model = new Sequential(model(RecurrentCell.LSTM, 1, Direction.REVERSE), backend, 1)) {
            assertSays(
                    IllegalArgumentException.class,
                    "a stream can't run layer lstm: it is REVERSE and reads a sequence"
                            + " from its end, which has not come yet",
                    model::newStream);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LSTM", "TANH"})
    void theDescriptionIsTheSameAfterJson(RecurrentCell cell) throws IOException {
        ModelSpec spec = model(cell, 2, Direction.BIDIRECTIONAL);
        ObjectMapper json = new ObjectMapper();
        assertEquals(spec, json.readValue(json.writerFor(ModelSpec.class).writeValueAsString(spec), ModelSpec.class));
    }

    /** An LSTM below a GRU: states of different heights. */
    @Test
    void aResumedTrainingGoesOnWithTheSameBits(@TempDir Path directory) {
        ModelSpec spec = ModelSpec.of(
                LayerSpec.embedding(5, I),
                LayerSpec.rnn(RnnSpec.lstm(I, H)),
                LayerSpec.rnn(RnnSpec.tanh(H, H)),
                LayerSpec.gru(GruSpec.of(H, H)),
                LayerSpec.dense(H, 5));
        int[] tokens = Numbers.ids(1, 100, 5);
        Path file = directory.resolve("model.safetensors");
        float[] expected;
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer trainer = trainer(model, tokens)) {
            TokenStreams data = TokenStreams.forTraining(tokens, N, T);
            trainer.step(data.batch(0, 0), 1e-2);
            Checkpoint.save(file, trainer, Map.of());
            trainer.step(data.batch(0, 1), 1e-2);
            expected = model.parameters().values().toArray();
        }
        try (Sequential model = new Sequential(spec, backend, 2);
                Trainer trainer = trainer(model, tokens)) {
            Checkpoint.load(file).restore(trainer);
            trainer.step(TokenStreams.forTraining(tokens, N, T).batch(0, 1), 1e-2);
            assertArrayEquals(expected, model.parameters().values().toArray());
        }
    }

    private static Trainer trainer(Sequential model, int[] tokens) {
        return Trainer.builder(model, TokenStreams.forTraining(tokens, N, T), new SoftmaxCrossEntropy())
                .build();
    }
}
