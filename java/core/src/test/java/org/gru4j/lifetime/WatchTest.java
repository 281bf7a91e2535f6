package org.gru4j.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelRef;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.tensor.Scope;
import org.gru4j.testing.ChildJvm;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    private static final ModelSpec SPEC =
            ModelSpec.of(LayerSpec.embedding(4, 3), LayerSpec.gru(GruSpec.of(3, 5)), LayerSpec.dense(5, 4));

    /**
     * Waits until all that was forgotten before has been found: references that a collection has cleared are queued
     * before those of the next one.
     */
    private static void collect() throws InterruptedException {
        for (int k = 0; k < 3; k++) {
            AtomicBoolean found = new AtomicBoolean();
            Watch.of(new Object(), null, () -> found.set(true));
            while (!found.get()) {
                System.gc();
                Thread.sleep(1);
                Watch.freeForgotten();
            }
        }
    }

    private static void awaitFreed(AtomicInteger freed, int count) throws InterruptedException {
        for (int k = 0; k < 50 && freed.get() < count; k++) {
            collect();
        }
    }

    @Test
    void whatIsForgottenIsFreedOnceEach() throws InterruptedException {
        AtomicInteger freed = new AtomicInteger();
        Object kept = new Object();
        Watch ofKept = Watch.of(kept, null, freed::incrementAndGet);
        for (int k = 0; k < 2000; k++) {
            Watch.of(new Object(), null, freed::incrementAndGet);
        }
        awaitFreed(freed, 2000);
        collect();
        assertEquals(2000, freed.get());
        ofKept.close();
        ofKept.close();
        assertEquals(2001, freed.get());
    }

    @Test
    void whatWasClosedIsFreedThenAndNotAgain() throws InterruptedException {
        AtomicInteger freed = new AtomicInteger();
        for (int k = 0; k < 2000; k++) {
            Watch.of(new Object(), null, freed::incrementAndGet).close();
        }
        assertEquals(2000, freed.get());
        collect();
        assertEquals(2000, freed.get());
    }

    @Test
    void threadsThatCloseAndCollectFreeOnce() throws InterruptedException {
        AtomicInteger freed = new AtomicInteger();
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int k = 0; k < 1000; k++) {
                    Watch watch = Watch.of(new Object(), null, freed::incrementAndGet);
                    if (k % 2 == 0) {
                        watch.close();
                    }
                    if (k % 250 == 0) {
                        System.gc();
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        awaitFreed(freed, 3000);
        assertEquals(3000, freed.get());
    }

    @Test
    void whatCannotBeFreedKeepsNothingElseFromIt() throws InterruptedException {
        AtomicInteger freed = new AtomicInteger();
        for (int k = 0; k < 10; k++) {
            Watch.of(new Object(), null, () -> {
                freed.incrementAndGet();
                throw new IllegalStateException("on purpose");
            });
        }
        awaitFreed(freed, 10);
        assertEquals(10, freed.get());
    }

    /** Forgets one thing of each kind, and closes another one of each. */
    static final class Program {
        /** Models are closed after what runs them, which is forgotten. */
        private static final List<Sequential> KEPT = new ArrayList<>();

        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            ReferenceBackend backend = new ReferenceBackend();
            make(backend, arguments[0], true);
            collect();
            System.out.println("closed");
            make(backend, arguments[0], false);
            collect();
            System.out.println("threads "
                    + Thread.getAllStackTraces().keySet().stream()
                            .filter(t -> t.getName().startsWith("gru4j"))
                            .count());
        }

        private static void make(ReferenceBackend backend, String kind, boolean closed) {
            Sequential model = new Sequential(SPEC, backend, 1);
            AutoCloseable whole = switch (kind) {
                case "a scope" -> {
                    Scope scope = new Scope(backend);
                    scope.allocate("x", 3);
                    yield scope;
                }
                case "a workspace" -> {
                    RecurrentKernel kernel = backend.recurrentKernel(
                            new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 1, 1, 1, false, true));
                    yield kernel.allocateWorkspace();
                }
                case "a pass" -> {
                    Pass pass = Pass.inference(backend);
                    pass.begin(null);
                    model.forward(pass, new int[] {1}, 1, 1, null);
                    pass.end();
                    yield pass;
                }
                case "a recurrent state" -> model.newState(2);
                case "an optimizer" -> new OptimizerSpec.Adam().create(model.parameters());
                case "a model" -> new Sequential(SPEC, backend, 1);
                case "a predictor" -> {
                    Predictor predictor = new Predictor(model);
                    predictor.predict(new int[] {1, 2});
                    yield predictor;
                }
                case "a stream" -> {
                    model.newStream().close();
                    yield model.newStream();
                }
                case "a trainer" -> {
                    Trainer trainer = Trainer.builder(
                                    model,
                                    TokenStreams.forTraining(Numbers.ids(1, 40, 4), 4, 3),
                                    new SoftmaxCrossEntropy())
                            .replicas(2, SoftmaxCrossEntropy::new)
                            .build();
                    trainer.step(
                            TokenStreams.forTraining(Numbers.ids(1, 40, 4), 4, 3)
                                    .batch(0, 0),
                            0.1);
                    yield trainer;
                }
                case "a model reference" -> new ModelRef(new Sequential(SPEC, backend, 1));
                default -> {
                    ModelRef ref = new ModelRef(new Sequential(SPEC, backend, 1));
                    AutoCloseable lease = ref.lease();
                    ref.close();
                    yield lease;
                }
            };
            if (closed) {
                close(whole);
            }
            if (closed || !kind.equals("a trainer") && !kind.equals("a predictor") && !kind.equals("a stream")) {
                model.close();
            } else {
                KEPT.add(model);
            }
        }

        private static void close(AutoCloseable whole) {
            try {
                whole.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** There is one warning, with the place, and none of the parts; what was closed is not spoken of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a scope",
                "a workspace",
                "a pass",
                "a recurrent state",
                "an optimizer",
                "a model",
                "a predictor",
                "a stream",
                "a trainer",
                "a lease of a model"
            })
    void aWarningSaysWhatWasForgottenAndWhereItWasMade(String kind) throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of("-Dgru4j.leaks=always"), Program.class, kind);
        String afterwards = says.substring(says.indexOf("closed\n"));
        assertFalse(says.substring(0, says.indexOf("closed\n")).contains("never closed"), says);
        assertEquals(1, count(afterwards, "was never closed"), says);
        assertTrue(afterwards.contains("WARNING: " + kind + " was never closed"), says);
        assertTrue(afterwards.contains("WatchTest$Program.make(WatchTest.java:"), says);
        assertTrue(afterwards.endsWith("threads 0\n"), says);
    }

    /** A reference that is forgotten is so with its model. */
    @Test
    void aModelReferenceIsForgottenWithItsModel() throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of(), Program.class, "a model reference");
        assertEquals(1, count(says, "WARNING: a model reference was never closed"), says);
        assertEquals(2, count(says, "was never closed"), says);
    }

    @Test
    void offMeansNoWord() throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of("-Dgru4j.leaks=off"), Program.class, "a trainer");
        assertEquals("closed\nthreads 0\n", says);
    }

    @Test
    void anUnknownSettingIsSaid() throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of("-Dgru4j.leaks=some"), Program.class, "a scope");
        assertTrue(says.contains("-Dgru4j.leaks: expected off, sample or always but got 'some'; sample is used"), says);
    }

    /** Forgets 200 scopes from one place and 200 from another. */
    static final class Places {
        private Places() {}

        public static void main(String[] arguments) throws InterruptedException {
            ReferenceBackend backend = new ReferenceBackend();
            for (int k = 0; k < 200; k++) {
                new Scope(backend).allocate("here", 3);
                new Scope(backend).allocate("there", 3);
            }
            collect();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample", "always"})
    void thereIsOneWarningForEachPlaceThatIsKnown(String setting) throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of("-Dgru4j.leaks=" + setting), Places.class);
        assertEquals(setting.equals("always") ? 2 : 1, count(says, "It was created by"), says);
        assertEquals(setting.equals("always") ? 2 : 1, count(says, "was never closed"), says);
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
