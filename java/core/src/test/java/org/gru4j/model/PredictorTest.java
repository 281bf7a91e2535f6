package org.gru4j.model;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.SequenceLayout;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What it computes is just what the model does: the same bits. */
class PredictorTest {
    private static final int I = 3;
    private static final int O = 2;
    private static final int V = 7;
    private static final int[] LENGTHS = {4, 0, 1, 3};
    private static final int T = 4;
    private static final int N = LENGTHS.length;
    private static final GruSpec GRU =
            GruSpec.builder(I, 4).direction(Direction.BIDIRECTIONAL).build();

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential model =
            new Sequential(ModelSpec.of(LayerSpec.gru(GRU), LayerSpec.dense(8, O)), backend, 1);
    private final Sequential tokens = new Sequential(
            ModelSpec.of(LayerSpec.embedding(V, I), LayerSpec.gru(GRU), LayerSpec.dense(8, O)), backend, 1);
    private final Sequential pooling =
            new Sequential(ModelSpec.of(LayerSpec.gru(GRU), LayerSpec.pooling(8), LayerSpec.dense(8, O)), backend, 1);
    private final Predictor predictor = new Predictor(model);
    private final Predictor tokenPredictor = new Predictor(tokens);
    private final Predictor poolingPredictor = new Predictor(pooling);
    private final float[][][] x = new float[N][][];
    private final int[][] ids = new int[N][];

    PredictorTest() {
        for (int n = 0; n < N; n++) {
            x[n] = new float[LENGTHS[n]][];
            for (int t = 0; t < LENGTHS[n]; t++) {
                x[n][t] = Numbers.floats(10 * n + t, I);
            }
            ids[n] = Numbers.ids(n, LENGTHS[n], V);
        }
    }

    @AfterEach
    void close() {
        predictor.close();
        tokenPredictor.close();
        poolingPredictor.close();
        pooling.close();
        tokens.close();
        model.close();
    }

    /** What the model itself says, each sequence alone: [T_n][O], or [1][O] if it pools. */
    private float[][] expected(Sequential of, float[][] sequence) {
        try (Pass pass = Pass.inference(backend);
                Scope scope = new Scope(backend)) {
            pass.begin(new int[] {sequence.length});
            Tensor input = scope.allocate("x", Math.max(1, sequence.length), 1, I);
            for (int t = 0; t < sequence.length; t++) {
                input.write(t * I, sequence[t], 0, I);
            }
            return rows(of.forward(pass, input, null), of == pooling ? 1 : sequence.length);
        }
    }

    private float[][] expected(int[] sequence) {
        try (Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            return sequence.length == 0
                    ? new float[0][]
                    : rows(tokens.forward(pass, sequence, sequence.length, 1, null), sequence.length);
        }
    }

    private static float[][] rows(Tensor y, int count) {
        float[][] rows = new float[count][O];
        for (int t = 0; t < count; t++) {
            y.read(t * O, rows[t], 0, O);
        }
        return rows;
    }

    @Test
    void raggedSequencesOfFeatures() {
        float[][][] y = predictor.predict(x);
        assertEquals(N, y.length);
        for (int n = 0; n < N; n++) {
            assertArrayEquals(expected(model, x[n]), y[n], "row " + n);
            assertArrayEquals(y[n], predictor.predict(x[n]), "row " + n + " alone");
        }
    }

    @Test
    void raggedSequencesOfTokens() {
        float[][][] y = tokenPredictor.predict(ids);
        assertEquals(N, y.length);
        for (int n = 0; n < N; n++) {
            assertArrayEquals(expected(ids[n]), y[n], "row " + n);
            assertArrayEquals(y[n], tokenPredictor.predict(ids[n]), "row " + n + " alone");
        }
    }

    @Test
    void afterPoolingEachSequenceHasOneOutput() {
        float[][][] y = poolingPredictor.predict(x);
        for (int n = 0; n < N; n++) {
            assertArrayEquals(expected(pooling, x[n]), y[n], "row " + n);
        }
    }

    @Test
    void noSequencesGiveNone() {
        assertEquals(0, predictor.predict(new float[0][][]).length);
        assertEquals(0, tokenPredictor.predict(new int[0][]).length);
        assertEquals(2, predictor.predict(new float[2][0][]).length, "but empty ones do");
    }

    /** A row-major copy in the layout, padded with {@code padding}. */
    private static float[] flat(float[][][] rows, int size, SequenceLayout layout, float padding) {
        float[] flat = new float[T * N * size];
        Arrays.fill(flat, padding);
        for (int n = 0; n < N; n++) {
            for (int t = 0; t < rows[n].length; t++) {
                int row = layout == SequenceLayout.BATCH_FIRST ? n * T + t : t * N + n;
                System.arraycopy(rows[n][t], 0, flat, row * size, size);
            }
        }
        return flat;
    }

    @ParameterizedTest
    @EnumSource
    void buffersOfFeatures(SequenceLayout layout) {
        FloatBuffer y = FloatBuffer.allocate(1 + T * N * O + 1).position(1);
        FloatBuffer input = FloatBuffer.wrap(flat(x, I, layout, Float.NaN));
        predictor.predict(input, layout, T, N, LENGTHS, y);
        assertEquals(0, input.remaining());
        assertEquals(1, y.remaining());
        assertArrayEquals(flat(predictor.predict(x), O, layout, 0), Arrays.copyOfRange(y.array(), 1, 1 + T * N * O));
    }

    @ParameterizedTest
    @EnumSource
    void buffersOfTokens(SequenceLayout layout) {
        int[] flat = new int[T * N];
        Arrays.fill(flat, -1);
        for (int n = 0; n < N; n++) {
            for (int t = 0; t < LENGTHS[n]; t++) {
                flat[layout == SequenceLayout.BATCH_FIRST ? n * T + t : t * N + n] = ids[n][t];
            }
        }
        FloatBuffer y = FloatBuffer.allocate(T * N * O);
        tokenPredictor.predict(flat, layout, T, N, LENGTHS, y);
        assertArrayEquals(flat(tokenPredictor.predict(ids), O, layout, 0), y.array());
    }

    @Test
    void aPooledOutputNeedsRoomForOneStep() {
        FloatBuffer y = FloatBuffer.allocate(N * O);
        poolingPredictor.predict(
                FloatBuffer.wrap(flat(x, I, SequenceLayout.BATCH_FIRST, 0)),
                SequenceLayout.BATCH_FIRST,
                T,
                N,
                LENGTHS,
                y);
        float[][][] rows = poolingPredictor.predict(x);
        for (int n = 0; n < N; n++) {
            assertArrayEquals(rows[n][0], Arrays.copyOfRange(y.array(), n * O, (n + 1) * O), "row " + n);
        }
    }

    @Test
    void withoutLengthsAllRowsAreFull() {
        FloatBuffer y = FloatBuffer.allocate(T * O);
        float[] flat = Numbers.floats(5, T * I);
        predictor.predict(FloatBuffer.wrap(flat), SequenceLayout.TIME_MAJOR, T, 1, null, y);
        float[][] sequence = new float[T][];
        for (int t = 0; t < T; t++) {
            sequence[t] = Arrays.copyOfRange(flat, t * I, (t + 1) * I);
        }
        float[][] expected = expected(model, sequence);
        for (int t = 0; t < T; t++) {
            assertArrayEquals(expected[t], Arrays.copyOfRange(y.array(), t * O, (t + 1) * O), "step " + t);
        }
    }

    @Test
    void memoryIsKeptFromCallToCallAndGivenBack() {
        RecordingBackend recording = new RecordingBackend();
        try (Sequential recorded = new Sequential(ModelSpec.of(LayerSpec.gru(GRU)), recording, 1)) {
            try (Predictor reusing = new Predictor(recorded)) {
                reusing.predict(x);
                int kernels = recording.createdKernels();
                reusing.predict(x);
                assertEquals(kernels, recording.createdKernels());
            }
            assertEquals(0, recording.openKernels());
            recorded.parameters().values().toArray(); // the model is still open
        }
    }

    @Test
    void errorsSayWhatIsWrong() {
        float[][][] wrong = {{new float[I], new float[I + 1]}};
        assertSays(ShapeException.class, "x[0][1]: expected 3 features but got 4", () -> predictor.predict(wrong));
        assertSays(
                IllegalArgumentException.class,
                "embedding: ids[t=1, n=0]: expected 0 to 6 but got 7",
                () -> tokenPredictor.predict(new int[] {1, 7}));
        assertSays(
                IllegalStateException.class,
                "the model has no embedding: it reads tensors, not token ids",
                () -> predictor.predict(ids));
        assertSays(
                IllegalStateException.class,
                "the model begins with an embedding: it reads token ids, not tensors",
                () -> tokenPredictor.predict(x));
        assertArrayEquals(expected(model, x[0]), predictor.predict(x[0]), "and it goes on");
    }

    @Test
    void errorsOfBuffersSayWhatIsWrong() {
        FloatBuffer room = FloatBuffer.allocate(T * N * O);
        assertSays(
                ShapeException.class,
                "x [4, 4, 3]: expected 48 floats but the buffer has 47 remaining",
                () -> predictor.predict(FloatBuffer.allocate(47), SequenceLayout.TIME_MAJOR, T, N, null, room));
        assertSays(
                ShapeException.class,
                "y: expected room for 32 floats but the buffer has 31 remaining",
                () -> predictor.predict(
                        FloatBuffer.allocate(48), SequenceLayout.TIME_MAJOR, T, N, null, FloatBuffer.allocate(31)));
        assertSays(
                IllegalArgumentException.class,
                "lengths[2]: expected 0 to T = 4 but got 5",
                () -> predictor.predict(
                        FloatBuffer.allocate(48), SequenceLayout.TIME_MAJOR, T, N, new int[] {1, 1, 5, 1}, room));
        assertSays(
                ShapeException.class,
                "ids: expected 4·4 = 16 ids but got 15",
                () -> tokenPredictor.predict(new int[15], SequenceLayout.BATCH_FIRST, T, N, null, room));
        assertSays(
                ShapeException.class,
                "steps and batch: expected positive numbers with a product of at most" + " 536870911 but got 0 and 4",
                () -> predictor.predict(FloatBuffer.allocate(48), SequenceLayout.TIME_MAJOR, 0, N, null, room));
        assertEquals(0, room.position());
    }

    @Test
    void afterCloseItIsNoLongerUsable() {
        predictor.close();
        assertThrows(IllegalStateException.class, () -> predictor.predict(x));
    }
}
