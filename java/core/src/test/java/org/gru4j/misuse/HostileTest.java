package org.gru4j.misuse;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Storage;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users implement may be wrong: there is an exception, nothing is left half closed, and nothing is kept. */
class HostileTest {
    /** Passes on what another allocator gives, or something else; counts what is out. */
    private static final class Hostile implements Allocator {
        private final ReferenceBackend backend = new ReferenceBackend();
        private final List<Storage> out = new ArrayList<>();
        private String way = "";

        @Override
        public String name() {
            return "mine";
        }

        @Override
        public Storage allocate(int floats) {
            if (way.equals("throws")) {
                throw new InsufficientMemoryException("none left");
            }
            Storage storage = way.equals("null") ? null : backend.allocate(way.equals("less") ? 16 : floats);
            if (storage != null) {
                out.add(storage);
            }
            return storage;
        }

        @Override
        public void release(Storage storage) {
            out.remove(storage);
            backend.release(storage);
            if (way.equals("does not take it")) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential model = new Sequential(
            ModelSpec.of(LayerSpec.embedding(4, 3), LayerSpec.gru(GruSpec.of(3, 5)), LayerSpec.dense(5, 4)),
            backend,
            1);
    private final TokenStreams data = TokenStreams.forTraining(Numbers.ids(1, 200, 4), 3, 7);

    /** Refuses if anything that was made of the model is left open. */
    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void anAllocatorThatGivesLessOrNothingIsRefusedAndTheScopeGoesOn() {
        Hostile allocator = new Hostile();
        Scope scope = new Scope(allocator);
        scope.allocate("before", 100);
        allocator.way = "less";
        assertMentions(
                IllegalStateException.class,
                () -> scope.allocate("x", 5000),
                "allocator 'mine': expected memory for 5000 floats but got ");
        allocator.way = "null";
        assertSays(
                IllegalStateException.class,
                "allocator 'mine': expected memory for 5000 floats but got null",
                () -> scope.allocate("x", 5000));
        allocator.way = "throws";
        assertSays(InsufficientMemoryException.class, "none left", () -> scope.allocate("x", 5000));
        allocator.way = "";
        scope.allocate("after", 100);
        assertEquals(2, allocator.out.size(), "what was refused has been given back");
        scope.close();
        assertEquals(0, allocator.out.size());
    }

    @Test
    void anAllocatorThatThrowsWhenItTakesBackIsAskedForAll() {
        Hostile allocator = new Hostile();
        Scope scope = new Scope(allocator);
        for (int k = 0; k < 5; k++) {
            scope.allocate("x", 100);
        }
        allocator.way = "does not take it";
        IllegalStateException thrown = assertThrows(IllegalStateException.class, scope::close);
        assertEquals("on purpose", thrown.getMessage());
        assertEquals(4, thrown.getSuppressed().length);
        assertEquals(0, allocator.out.size());
        scope.close();
    }

    private static Loss loss(String way) {
        SoftmaxCrossEntropy right = new SoftmaxCrossEntropy();
        int[] calls = {0};
        return (output, batch, dOutput) -> {
            boolean wrong = ++calls[0] % 2 == 0;
            if (wrong && way.equals("throws")) {
                throw new IllegalArgumentException("on purpose");
            }
            if (wrong && way.equals("throws an error")) {
                throw new StackOverflowError("on purpose");
            }
            return wrong ? Double.NaN : right.compute(output, batch, dOutput);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "throws an error", "is no number"})
    void aLossThatFailsInTheMiddleLeavesATrainerThatGoesOnAndCloses(String way) {
        for (int replicas = 1; replicas <= 2; replicas++) {
            try (Trainer trainer = Trainer.builder(model, data, loss(way))
                    .replicas(replicas, () -> loss(way))
                    .build()) {
                trainer.step(data.batch(0, 0), 0.01);
                float[] before = model.parameters().values().toArray();
                assertThrows(Throwable.class, () -> trainer.step(data.batch(0, 1), 0.01));
                assertArrayEquals(before, model.parameters().values().toArray());
                trainer.step(data.batch(0, 2), 0.01);
            }
        }
    }

    @Test
    void aLossThatCannotBeMadeLeavesNothingOpen() {
        int[] made = {0};
        assertSays(
                IllegalStateException.class,
                "on purpose",
                () -> Trainer.builder(model, data, new SoftmaxCrossEntropy())
                        .replicas(3, () -> {
                            if (++made[0] == 2) {
                                throw new IllegalStateException("on purpose");
                            }
                            return new SoftmaxCrossEntropy();
                        })
                        .build());
    }

    private static final class HostileData implements Dataset {
        private final TokenStreams right;
        private final String way;

        HostileData(TokenStreams right, String way) {
            this.right = right;
            this.way = way;
        }

        @Override
        public int batchesPerEpoch() {
            return 3;
        }

        @Override
        public Batch batch(int epoch, int number) {
            if (number == 1 && way.equals("throws")) {
                throw new IllegalArgumentException("on purpose");
            }
            return number == 1
                    ? way.equals("null") ? null : Batch.ofIds(2, 2).withClassPerStep()
                    : right.batch(epoch, number);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null"})
    void aDataSetThatFailsInTheMiddleLeavesATrainerThatGoesOnAndCloses(String way) {
        try (Trainer trainer = Trainer.builder(model, new HostileData(data, way), new SoftmaxCrossEntropy())
                .build()) {
            assertThrows(RuntimeException.class, () -> trainer.fit(new Budget.Epochs(1), (t, value) -> {}));
            assertEquals(1, trainer.steps());
            trainer.step(data.batch(0, 2), 0.01);
        }
    }
}
