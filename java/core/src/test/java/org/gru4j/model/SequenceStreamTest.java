package org.gru4j.model;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.gru4j.backend.Threads;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.testing.Numbers;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequenceStreamTest {
    private static final int V = 5;
    private static final int T = 12;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential model = new Sequential(
            ModelSpec.of(
                    LayerSpec.embedding(V, 4),
                    LayerSpec.gru(GruSpec.of(4, 6)),
                    LayerSpec.gru(GruSpec.builder(6, 3)
                            .resetGate(ResetGate.BEFORE)
                            .numLayers(2)
                            .zoneout(0.1)
                            .build()),
                    LayerSpec.dense(3, V)),
            backend,
            1);
    private final Sequential features = new Sequential(ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4))), backend, 1);
    private final SequenceStream stream = model.newStream();

    @AfterEach
    void close() {
        stream.close();
        features.close();
        model.close();
    }

    /** The outputs [ids,V] of one step for each id. */
    private static float[] read(SequenceStream stream, int... ids) {
        float[] outputs = new float[ids.length * V];
        float[] output = new float[V];
        for (int t = 0; t < ids.length; t++) {
            stream.step(ids[t], output);
            System.arraycopy(output, 0, outputs, t * V, V);
        }
        return outputs;
    }

    /**
     * The state is rounded to float when it is carried, by ε ÷ 2 in each of three layers and at each step; no layer
     * makes much more of that, and each step forgets a part.
     */
    @Test
    void stepsComeToWhatOnePassComesTo() {
        int[] ids = Numbers.ids(1, T, V);
        try (Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            float[] atOnce = model.forward(pass, ids, T, 1, null).toArray();
            assertArrayEquals(atOnce, read(stream, ids), 4 * (float) Numbers.FLOAT_EPSILON);
        }
    }

    @Test
    void featuresAreReadWithoutAnEmbedding() {
        float[] x = Numbers.floats(2, T * 3);
        try (Pass pass = Pass.inference(backend);
                Scope scope = new Scope(backend);
                SequenceStream of = features.newStream()) {
            pass.begin(null);
            float[] atOnce = features.forward(pass, scope.allocate("x", T, 1, 3).copyFrom(x), null)
                    .toArray();
            float[] output = new float[4];
            for (int t = 0; t < T; t++) {
                of.step(Arrays.copyOfRange(x, 3 * t, 3 * t + 3), output);
                assertArrayEquals(Arrays.copyOfRange(atOnce, 4 * t, 4 * t + 4), output, (float) Numbers.FLOAT_EPSILON);
            }
            assertArrayEquals(output, of.snapshot().of(0), "the last output of a GRU is its state");
        }
    }

    @Test
    void aModelWithoutARecurrentLayerHasAnEmptyState() {
        try (Sequential dense = new Sequential(ModelSpec.of(LayerSpec.dense(2, 1)), backend, 1);
                SequenceStream of = dense.newStream()) {
            assertEquals(0, of.stateSize());
            assertDoesNotThrow(() -> of.step(new float[2], new float[1]));
        }
    }

    @Test
    void aResetStartsAnew() {
        float[] first = read(stream, 1, 2, 3);
        stream.reset();
        assertArrayEquals(first, read(stream, 1, 2, 3));
    }

    @Test
    void changedParametersAreUsedAtTheNextStep() {
        model.parameters().set("dense.b", new float[V]);
        float[] before = read(stream, 1);
        model.parameters().set("dense.b", new float[] {1, 1, 1, 1, 1});
        stream.reset();
        assertEquals(before[0] + 1, read(stream, 1)[0], 2 * Numbers.FLOAT_EPSILON);
    }

    @Test
    void aStateGoesOnBitForBitInAnyStream() {
        read(stream, 1, 2, 3);
        SequenceStreamState saved = stream.snapshot();
        float[] expected = read(stream, 4, 0, 2);
        stream.restore(saved);
        assertArrayEquals(expected, read(stream, 4, 0, 2));
        try (SequenceStream other = model.newStream()) {
            read(other, 2, 2);
            other.restore(SequenceStreamState.of(model.spec(), saved.toArray()));
            assertArrayEquals(expected, read(other, 4, 0, 2));
        }
    }

    @Test
    void aStateIsACopy() {
        read(stream, 1);
        SequenceStreamState saved = stream.snapshot();
        float[] floats = saved.toArray();
        read(stream, 2);
        saved.toArray()[0] = 7;
        saved.of(0)[0] = 7;
        SequenceStreamState rebuilt = SequenceStreamState.of(model.spec(), floats);
        assertEquals(rebuilt, saved);
        assertEquals(rebuilt.hashCode(), saved.hashCode());
        assertNotEquals(stream.snapshot(), saved);
        floats[0] = 7;
        assertEquals(rebuilt, saved);
    }

    @Test
    void aStateHasTheStatesOfEachRecurrentLayer() {
        read(stream, 1, 2);
        SequenceStreamState saved = stream.snapshot();
        assertEquals(6 + 2 * 3, stream.stateSize());
        assertArrayEquals(Arrays.copyOf(saved.toArray(), 6), saved.of(0));
        assertArrayEquals(Arrays.copyOfRange(saved.toArray(), 6, 12), saved.of(1));
        assertSays(IndexOutOfBoundsException.class, "recurrent layer 2 of 2", () -> saved.of(2));
        float[] floats = new float[stream.stateSize()];
        stream.snapshotInto(floats);
        assertArrayEquals(saved.toArray(), floats);
        float[] expected = read(stream, 3);
        stream.restoreFrom(floats);
        assertArrayEquals(expected, read(stream, 3));
        assertEquals(model.spec(), saved.spec());
        assertEquals("state of 12 floats of " + model.spec(), saved.toString());
    }

    @Test
    void streamsDoNotDisturbEachOther() {
        List<SequenceStream> streams = new ArrayList<>();
        float[] output = new float[V];
        for (int k = 0; k < 20; k++) {
            streams.add(model.newStream());
        }
        float[][] interleaved = new float[20][T * V];
        for (int t = 0; t < T; t++) {
            for (int k = 0; k < 20; k++) {
                streams.get(k).step(Numbers.ids(k, T, V)[t], output);
                System.arraycopy(output, 0, interleaved[k], t * V, V);
            }
        }
        for (int k = 0; k < 20; k++) {
            streams.get(k).close();
            stream.reset();
            assertArrayEquals(read(stream, Numbers.ids(k, T, V)), interleaved[k], "stream " + k);
        }
    }

    @Test
    void streamsOfSeveralThreadsComputeWhatTheyDoAlone() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<float[]>> together = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            int[] ids = Numbers.ids(k, 500, V);
            together.add(threads.submit(() -> {
                try (SequenceStream own = model.newStream()) {
                    return read(own, ids);
                }
            }));
        }
        for (int k = 0; k < 8; k++) {
            stream.reset();
            assertArrayEquals(
                    read(stream, Numbers.ids(k, 500, V)), together.get(k).get(60, TimeUnit.SECONDS));
        }
        threads.shutdown();
    }

    @Test
    void aRefusedEventLeavesTheStateAsItWas() {
        read(stream, 1, 2);
        SequenceStreamState before = stream.snapshot();
        assertSays(
                IllegalArgumentException.class,
                "embedding: ids[t=0, n=0]: expected 0 to 4 but got 5",
                () -> stream.step(5, new float[V]));
        assertSays(ShapeException.class, "output [O]: expected 5 floats but got 4", () -> stream.step(1, new float[4]));
        assertSays(
                IllegalStateException.class,
                "the model begins with an embedding: a step reads a token id, not features",
                () -> stream.step(new float[4], new float[V]));
        assertEquals(before, stream.snapshot());
        assertDoesNotThrow(() -> stream.step(1, new float[V]));
    }

    @Test
    void wrongFeaturesAreNamed() {
        try (SequenceStream of = features.newStream()) {
            assertSays(
                    IllegalStateException.class,
                    "the model has no embedding: a step reads features, not a token id",
                    () -> of.step(1, new float[4]));
            assertSays(
                    ShapeException.class,
                    "features [I]: expected 3 floats but got 2",
                    () -> of.step(new float[2], new float[4]));
            assertSays(
                    ShapeException.class,
                    "output [O]: expected 4 floats but got 3",
                    () -> of.step(new float[3], new float[3]));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BIDIRECTIONAL", "REVERSE"})
    void aLayerThatReadsFromTheEndIsRefused(Direction direction) {
        GruSpec spec = GruSpec.builder(3, 4).direction(direction).build();
        try (Sequential backwards = new Sequential(ModelSpec.of(LayerSpec.gru(spec)), backend, 1)) {
            assertSays(
                    IllegalArgumentException.class,
                    "a stream can't run layer gru: it is " + direction
                            + " and reads a sequence from its end, which has not come yet",
                    backwards::newStream);
        }
    }

    @Test
    void aStateOfAnotherModelIsRefused() {
        SequenceStreamState saved = stream.snapshot();
        try (SequenceStream of = features.newStream()) {
            assertMentions(
                    IllegalArgumentException.class,
                    () -> of.restore(saved),
                    "the state belongs to a different model: layer 0: expected "
                            + "GruLayer[spec=GruSpec[inputSize=3, hiddenSize=4",
                    " but got EmbeddingLayer[vocabularySize=5, size=4]");
        }
        ModelSpec shorter = new ModelSpec(model.spec().layers().subList(0, 3));
        assertSays(
                IllegalArgumentException.class,
                "the state belongs to a different model: layer 3: expected"
                        + " DenseLayer[inputSize=3, outputSize=5] but got none",
                () -> stream.restore(SequenceStreamState.of(shorter, new float[12])));
    }

    @Test
    void aStateOfAnotherSizeIsRefused() {
        String says = "state: expected 12 floats but got 11";
        assertSays(ShapeException.class, says, () -> SequenceStreamState.of(model.spec(), new float[11]));
        assertSays(ShapeException.class, says, () -> stream.restoreFrom(new float[11]));
        assertSays(ShapeException.class, says, () -> stream.snapshotInto(new float[11]));
    }

    @Test
    void useAfterCloseIsAnError() {
        SequenceStreamState saved = stream.snapshot();
        stream.close();
        stream.close();
        String says = "stream is used after it was closed";
        assertSays(IllegalStateException.class, says, () -> stream.step(1, new float[V]));
        assertSays(IllegalStateException.class, says, stream::reset);
        assertSays(IllegalStateException.class, says, stream::snapshot);
        assertSays(IllegalStateException.class, says, () -> stream.restore(saved));
    }

    @Test
    void theModelIsNotClosedUnderItsStreams() {
        float[] before = new float[V];
        stream.step(1, before);
        assertMentions(
                IllegalStateException.class, model::close, "model can't be closed while it is in use, by 1 stream");
        stream.reset();
        float[] after = new float[V];
        stream.step(1, after);
        assertArrayEquals(before, after);
        stream.close();
        model.close();
        assertSays(IllegalStateException.class, "model is used after it was closed", model::newStream);
    }

    @Test
    void allIsMadeWithTheStreamAndClosedWithIt() {
        RecordingBackend recording = new RecordingBackend();
        try (Sequential recorded = new Sequential(features.spec(), recording, 1)) {
            SequenceStream of = recorded.newStream();
            assertEquals(1, recording.createdKernels());
            of.step(new float[3], new float[4]);
            assertEquals(1, recording.createdKernels());
            of.close();
            assertEquals(0, recording.openKernels());
        }
    }

    @Test
    void aStepUsesOneThreadAndLeavesTheCallersLimitAsItWas() {
        RecordingBackend recording = new RecordingBackend();
        List<Integer> limits = new ArrayList<>();
        Threads.Limit limit = Threads.limitTo(3);
        try (Sequential recorded = new Sequential(features.spec(), recording, 1);
                SequenceStream of = recorded.newStream()) {
            recording.duringForward(() -> limits.add(Threads.limit()));
            of.step(new float[3], new float[4]);
            assertEquals(List.of(1), limits);
            assertEquals(3, Threads.limit());
            recording.duringForward(() -> {
                throw new IllegalStateException("no luck");
            });
            assertSays(IllegalStateException.class, "no luck", () -> of.step(new float[3], new float[4]));
            assertEquals(3, Threads.limit());
        } finally {
            limit.close();
        }
    }

    @Test
    void twoThreadsAtOnceAreAnError() throws InterruptedException {
        RecordingBackend recording = new RecordingBackend();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Sequential recorded = new Sequential(features.spec(), recording, 1);
                SequenceStream of = recorded.newStream()) {
            recording.duringForward(() -> {
                inside.countDown();
                try {
                    assertTrue(goOn.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Thread other = new Thread(() -> of.step(new float[3], new float[4]));
            other.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
            other.start();
            assertTrue(inside.await(30, TimeUnit.SECONDS));
            String says = "stream is used by two threads at once";
            assertSays(IllegalStateException.class, says, () -> of.step(new float[3], new float[4]));
            assertSays(IllegalStateException.class, says, of::snapshot);
            assertSays(IllegalStateException.class, says, of::reset);
            assertMentions(
                    IllegalStateException.class, of::close, "stream can't be closed while thread '", "' is inside");
            goOn.countDown();
            other.join();
            assertNull(failure.get());
            recording.duringForward(() -> {});
            assertDoesNotThrow(() -> of.step(new float[3], new float[4]), "from another thread, later");
        }
        assertFalse(recording.openKernels() > 0);
    }
}
