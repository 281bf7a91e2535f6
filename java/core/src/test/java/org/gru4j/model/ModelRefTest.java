package org.gru4j.model;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Inside;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRefTest {
    private static final ModelSpec SPEC = ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.dense(4, 2));
    private static final float[][] X = {{1, -1, 0.5f}, {0, 2, 1}};

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential first = new Sequential(SPEC, backend, 1);
    private final Sequential second = new Sequential(SPEC, backend, 2);
    private final ModelRef ref = new ModelRef(first);

    @AfterEach
    void close() {
        ref.close();
        second.close();
        assertFalse(isOpen(first));
        assertFalse(isOpen(second));
    }

    private static boolean isOpen(Sequential model) {
        return model.parameters().value("dense.b").isOpen();
    }

    @Test
    void aLeaseIsOfTheModelOfTheMoment() {
        try (ModelLease before = ref.lease()) {
            ref.swap(second);
            try (ModelLease after = ref.lease()) {
                assertSame(first, before.model());
                assertSame(second, after.model());
                assertFalse(Arrays.deepEquals(
                        before.predictor().predict(X), after.predictor().predict(X)));
            }
            assertTrue(isOpen(first));
        }
        assertFalse(isOpen(first), "nobody has it any more");
        assertTrue(isOpen(second), "it is the current one");
    }

    @Test
    void aModelThatNobodyHasIsClosedAtOnce() {
        ref.swap(second);
        assertFalse(isOpen(first));
    }

    @Test
    void closingEndsWithTheLastLease() {
        ModelLease lease = ref.lease();
        ref.close();
        ref.close();
        assertTrue(isOpen(first));
        lease.predictor().predict(X);
        lease.close();
        lease.close();
        assertFalse(isOpen(first));
        assertSays(IllegalStateException.class, "model reference is used after it was closed", ref::lease);
        assertSays(IllegalStateException.class, "model reference is used after it was closed", () -> ref.swap(second));
        assertTrue(isOpen(second), "still the caller's");
    }

    @Test
    void predictorsStayWithTheirModel() {
        Predictor kept;
        try (ModelLease one = ref.lease();
                ModelLease other = ref.lease()) {
            kept = one.predictor();
            assertSame(kept, one.predictor());
            assertNotSame(kept, other.predictor());
        }
        try (ModelLease lease = ref.lease()) {
            assertSame(kept, lease.predictor());
        }
        ref.swap(second);
        assertSays(IllegalStateException.class, "predictor is used after it was closed", () -> kept.predict(X));
    }

    @Test
    void aPredictorThatALeaseClosedIsNotHandedOutAgain() {
        try (ModelLease lease = ref.lease();
                Predictor predictor = lease.predictor()) {
            predictor.predict(X);
        }
        try (ModelLease lease = ref.lease()) {
            lease.predictor().predict(X);
        }
    }

    @Test
    void aStreamKeepsItsModelPastTheLease() {
        float[] expected = new float[2];
        float[] actual = new float[2];
        SequenceStream stream;
        try (ModelLease lease = ref.lease()) {
            stream = lease.model().newStream();
            stream.step(X[0], expected);
        }
        ref.swap(second);
        stream.reset();
        stream.step(X[0], actual);
        assertArrayEquals(expected, actual);
        assertTrue(isOpen(first));
        stream.close();
        assertFalse(isOpen(first));
        assertSays(IllegalStateException.class, "model is used after it was closed", first::newStream);
    }

    @Test
    void whatIsLeasedIsNotClosedByOthers() {
        try (ModelLease lease = ref.lease()) {
            assertMentions(
                    IllegalStateException.class,
                    () -> lease.model().close(),
                    "model can't be closed while it is in use, by 1 model reference");
        }
    }

    @Test
    void aClosedLeaseAndAClosedModelAreErrors() {
        ModelLease lease = ref.lease();
        lease.close();
        assertSays(IllegalStateException.class, "lease of a model is used after it was closed", lease::model);
        assertSays(IllegalStateException.class, "lease of a model is used after it was closed", lease::predictor);
        second.close();
        assertSays(IllegalStateException.class, "model is used after it was closed", () -> ref.swap(second));
        assertSays(IllegalStateException.class, "model is used after it was closed", () -> new ModelRef(second));
        assertSays(
                IllegalArgumentException.class,
                "swap: expected a new model but got the current one",
                () -> ref.swap(first));
        try (ModelLease still = ref.lease()) {
            assertSame(first, still.model());
        }
    }

    @Test
    @SuppressWarnings("try") // a thread is inside as long as its resource is open
    void aLeaseIsNotClosedUnderItsPredictor() {
        RecordingBackend recording = new RecordingBackend();
        ModelSpec gru = ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4)));
        try (ModelRef of = new ModelRef(new Sequential(gru, recording, 1));
                ModelLease lease = of.lease()) {
            try (Inside call =
                    new Inside(recording::duringForward, () -> lease.predictor().predict(X))) {
                assertMentions(
                        IllegalStateException.class,
                        lease::close,
                        "lease of a model can't be closed while thread 'inside' is inside its predictor");
            }
        }
        assertEquals(0, recording.openKernels());
    }

    /** Every prediction is that of the leased model, no model is closed too early, and in the end all are. */
    @Test
    void swapsUnderManyLeases() throws InterruptedException {
        List<Sequential> models = new ArrayList<>();
        List<float[][]> predictions = new ArrayList<>();
        for (int k = 0; k < 60; k++) {
            models.add(new Sequential(SPEC, backend, k));
            try (Predictor predictor = new Predictor(models.get(k))) {
                predictions.add(predictor.predict(X));
            }
        }
        AtomicInteger requests = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ModelRef contended = new ModelRef(models.get(0));
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            boolean streams = k == 0;
            Thread thread = new Thread(() -> {
                while (!stop.get()) {
                    try (ModelLease lease = contended.lease()) {
                        float[][] expected = predictions.get(models.indexOf(lease.model()));
                        if (streams) {
                            assertStreams(expected, lease.model());
                        } else {
                            assertArrayEquals(expected, lease.predictor().predict(X));
                        }
                    }
                    requests.incrementAndGet();
                }
            });
            thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
            threads.add(thread);
            thread.start();
        }
        for (Sequential next : models.subList(1, models.size())) {
            int before = requests.get();
            while (requests.get() < before + 3 && failures.isEmpty()) {
                Thread.onSpinWait();
            }
            contended.swap(next);
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
        contended.close();
        assertTrue(models.stream().noneMatch(ModelRefTest::isOpen));
    }

    private static void assertStreams(float[][] expected, Sequential model) {
        float[] output = new float[2];
        try (SequenceStream stream = model.newStream()) {
            for (int t = 0; t < X.length; t++) {
                stream.step(X[t], output);
                assertArrayEquals(expected[t], output, 1e-6f);
            }
        }
    }

    /** The close of the reference, of leases and of streams race; one of them closes the model, and once. */
    @Test
    void closesOfAllKindsAtOnce() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            Sequential model = new Sequential(SPEC, backend, round);
            Tensor parameters = model.parameters().values();
            ModelRef of = new ModelRef(model);
            List<AutoCloseable> closeables = new ArrayList<>(List.of(of, of));
            for (int k = 0; k < 2; k++) {
                ModelLease lease = of.lease();
                lease.predictor().predict(X);
                closeables.addAll(List.of(lease, lease, lease.model().newStream()));
            }
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (AutoCloseable closeable : closeables) {
                Thread thread = new Thread(() -> {
                    try {
                        closeable.close();
                    } catch (Exception e) {
                        failures.add(e);
                    }
                });
                threads.add(thread);
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), List.copyOf(failures));
            assertFalse(parameters.isOpen());
        }
    }
}
