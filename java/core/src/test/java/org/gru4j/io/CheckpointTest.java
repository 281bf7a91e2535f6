package org.gru4j.io;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.TokenStreams;
import org.gru4j.gru.Direction;
import org.gru4j.gru.GruSpec;
import org.gru4j.gru.ResetGate;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.ModelSpec;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final int V = 5;
    private static final OptimizerSpec ADAM = new OptimizerSpec.Adam();
    private static final OptimizerSpec MOMENTUM = new OptimizerSpec.Sgd(0.9);

    private final ReferenceBackend backend = new ReferenceBackend();
    /** Nine batches an epoch. */
    private final TokenStreams data = TokenStreams.forTraining(Numbers.ids(1, 200, V), 3, 7);

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("model.safetensors");
    }

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static ModelSpec spec(int hiddenSize) {
        return ModelSpec.of(new LayerSpec.OfEmbedding(V, 4),
                new LayerSpec.OfGru(GruSpec.builder(4, hiddenSize).numLayers(2).build()),
                new LayerSpec.OfGru(GruSpec.builder(hiddenSize, 3).resetGate(ResetGate.BEFORE).bias(false)
                        .direction(Direction.BIDIRECTIONAL).build()),
                new LayerSpec.OfDense(6, V));
    }

    private Sequential model(long seed) {
        return new Sequential(spec(6), backend, seed);
    }

    private Trainer trainer(Sequential model, OptimizerSpec optimizer) {
        return Trainer.builder(model, data, new SoftmaxCrossEntropy()).optimizer(optimizer)
                .schedule(Schedule.cosine(0.05, 0.2)).build();
    }

    /** Trains for two epochs, or until it is interrupted after a step. */
    private static void fit(Trainer trainer, long interruptedAfter) {
        try {
            trainer.fit(new Budget.Epochs(2), (t, loss) -> {
                if (t.steps() == interruptedAfter) {
                    throw new Interruption();
                }
            });
        } catch (Interruption e) {
            assertEquals(interruptedAfter, trainer.steps());
        }
    }

    private void saveAfter(long steps) {
        try (Sequential model = model(1); Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, steps);
            Checkpoint.save(file, trainer, Map.of("vocabulary", "abcde"));
        }
    }

    /** All that a run consists of, but for the seconds. */
    private static Map<String, float[]> everything(Trainer trainer) {
        Map<String, float[]> all = new HashMap<>();
        all.put("parameters", trainer.model().parameters().values().toArray());
        trainer.optimizer().state().forEach((name, tensor) -> all.put(name, tensor.toArray()));
        for (int k = 0; k < trainer.state().size(); k++) {
            all.put("state " + k, trainer.state().of(k).toArray());
        }
        all.put("position", new float[] {trainer.epoch(), trainer.nextBatch(), trainer.steps(), trainer.tokens()});
        return all;
    }

    private static void assertSameRun(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    /** In the middle of the first epoch, at its end, in the middle of the second; and before the first step. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 9, 13})
    void aResumedRunEndsBitForBitAsAnUninterruptedOne(long interruptedAfter) {
        for (OptimizerSpec optimizer : new OptimizerSpec[] {ADAM, MOMENTUM, new OptimizerSpec.Sgd(0)}) {
            Map<String, float[]> uninterrupted;
            try (Sequential model = model(1); Trainer trainer = trainer(model, optimizer)) {
                fit(trainer, -1);
                uninterrupted = everything(trainer);
            }
            try (Sequential model = model(1); Trainer trainer = trainer(model, optimizer)) {
                if (interruptedAfter > 0) {
                    fit(trainer, interruptedAfter);
                }
                Checkpoint.save(file, trainer, Map.of());
            }
            try (Sequential model = model(999); Trainer trainer = trainer(model, optimizer)) {
                Checkpoint.load(file).restore(trainer);
                fit(trainer, -1);
                assertSameRun(uninterrupted, everything(trainer));
            }
        }
    }

    @Test
    void restoreReplacesWhateverTheTrainerDidBefore() {
        saveAfter(4);
        Map<String, float[]> expected;
        try (Sequential model = model(2); Trainer trainer = trainer(model, ADAM)) {
            Checkpoint.load(file).restore(trainer);
            expected = everything(trainer);
        }
        try (Sequential model = model(3); Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, 7);
            Checkpoint.load(file).restore(trainer);
            assertSameRun(expected, everything(trainer));
        }
    }

    @Test
    void saveChangesNothing() {
        try (Sequential model = model(1); Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, 4);
            Map<String, float[]> before = everything(trainer);
            long version = model.parameters().version();
            Checkpoint.save(file, trainer, Map.of());
            assertSameRun(before, everything(trainer));
            assertEquals(version, model.parameters().version());
        }
    }

    @Test
    void createModelGivesTheModelThatWasSaved() {
        try (Sequential model = model(1); Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, 4);
            Checkpoint.save(file, trainer, Map.of());
            try (Sequential created = Checkpoint.load(file).createModel(backend)) {
                assertEquals(model.spec(), created.spec());
                assertArrayEquals(model.parameters().values().toArray(), created.parameters().values().toArray());
            }
        }
    }

    @Test
    void descriptionAndPositionComeBack() {
        saveAfter(13);
        Checkpoint checkpoint = Checkpoint.load(file);
        assertEquals(file, checkpoint.file());
        assertEquals(spec(6), checkpoint.model());
        assertEquals(ADAM, checkpoint.optimizer());
        Trainer.Position position = checkpoint.position();
        assertEquals(new Trainer.Position(1, 4, 13, 13 * 21, position.seconds()), position);
    }

    @Test
    void secondsBeforeAResumeCount() {
        saveAfter(4);
        double before = Checkpoint.load(file).position().seconds();
        try (Sequential model = model(1); Trainer trainer = trainer(model, ADAM)) {
            Checkpoint.load(file).restore(trainer);
            assertEquals(before, trainer.seconds(), 1e-9);
        }
    }

    @Test
    void whatTheProgramWantedToRememberComesBack() {
        saveAfter(1);
        assertEquals("abcde", Checkpoint.load(file).task("vocabulary"));
        assertSays(UncheckedIOException.class, file + ": metadata 'task.corpus' is missing",
                () -> Checkpoint.load(file).task("corpus"));
    }

    @Test
    void anotherModelIsNamedBesideTheExpected() {
        saveAfter(1);
        try (Sequential other = new Sequential(spec(7), backend, 1); Trainer trainer = trainer(other, ADAM)) {
            assertSays(IllegalArgumentException.class, file + ": model: expected " + spec(6) + " but got " + spec(7),
                    () -> Checkpoint.load(file).restore(trainer));
        }
    }

    @Test
    void anotherOptimizerIsNamedBesideTheExpected() {
        saveAfter(1);
        try (Sequential model = model(1); Trainer trainer = trainer(model, MOMENTUM)) {
            assertSays(IllegalArgumentException.class, file + ": optimizer: expected " + ADAM + " but got " + MOMENTUM,
                    () -> Checkpoint.load(file).restore(trainer));
        }
    }

    @Test
    void otherDataIsSaid() {
        saveAfter(4);
        TokenStreams less = TokenStreams.forTraining(Numbers.ids(1, 70, V), 3, 7);
        try (Sequential model = model(1);
                Trainer trainer = Trainer.builder(model, less, new SoftmaxCrossEntropy()).build()) {
            assertSays(IllegalArgumentException.class,
                    "position: expected a batch below 3 but got 4: the data is another than before",
                    () -> Checkpoint.load(file).restore(trainer));
        }
    }

    /** Writes the checkpoint anew with other metadata and without one of its tensors. */
    private void rewrite(Map<String, String> changes, String withoutTensor) {
        SafeTensors original = SafeTensors.open(file);
        Map<String, String> metadata = new LinkedHashMap<>(original.metadata());
        changes.forEach((key, value) -> {
            if (value == null) {
                metadata.remove(key);
            } else {
                metadata.put(key, value);
            }
        });
        try (Scope scope = new Scope(backend)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            original.shapes().forEach((name, shape) -> {
                if (!name.equals(withoutTensor)) {
                    tensors.put(name, scope.allocate(name, shape).copyFrom(original.floats(name)));
                }
            });
            SafeTensors.write(file, metadata, tensors);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "10000000000", "next"})
    void aFileOfANewerVersionIsRefused(String format) {
        saveAfter(1);
        rewrite(Map.of("gru4j.format", format), null);
        assertSays(UncheckedIOException.class, file + ": format: expected at most 1 but got " + format
                + ": it was written by a newer version of gru4j", () -> Checkpoint.load(file));
    }

    @Test
    void aSafetensorsFileOfAnotherProgramIsNoCheckpoint() {
        try (Scope scope = new Scope(backend)) {
            SafeTensors.write(file, Map.of(), Map.of("x", scope.allocate("x", 1)));
        }
        assertSays(UncheckedIOException.class, file + ": not a checkpoint of gru4j: metadata 'gru4j.format' is missing",
                () -> Checkpoint.load(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "null", "{}", "{\"layers\":[]}", "{\"layers\":[{\"layer\":\"lstm\"}]}",
        "{\"layers\":[{\"layer\":\"gru\"}]}", "{\"layers\":[{\"layer\":\"dense\",\"inputSize\":-1,\"outputSize\":2}]}", "[]"})
    void aModelThatCannotBeReadIsSaid(String model) {
        saveAfter(1);
        rewrite(Map.of("gru4j.model", model), null);
        assertMentions(UncheckedIOException.class, () -> Checkpoint.load(file), file + ": metadata 'gru4j.model': ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru4j.optimizer", "gru4j.position"})
    void metadataThatIsMissingOrDamagedIsSaid(String key) {
        saveAfter(1);
        for (String value : new String[] {null, "null", "{", "{\"epoch\":-1}"}) {
            Map<String, String> change = new HashMap<>();
            change.put(key, value);
            rewrite(change, null);
            try (Sequential model = model(1); Trainer trainer = trainer(model, ADAM)) {
                assertMentions(UncheckedIOException.class, () -> Checkpoint.load(file).restore(trainer),
                        file + ": metadata '" + key + "'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru2.l0.reverse.U", "optimizer.v", "state.1"})
    void aMissingTensorIsNamedAndTheTrainerUntouched(String name) {
        saveAfter(4);
        rewrite(Map.of(), name);
        try (Sequential model = model(3); Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, 7);
            Map<String, float[]> before = everything(trainer);
            assertMentions(UncheckedIOException.class, () -> Checkpoint.load(file).restore(trainer),
                    file + ": tensor '" + name + "' is missing; there are [embedding.W, ");
            assertSameRun(before, everything(trainer));
        }
    }

    @Test
    void aParameterOfAnotherShapeIsNamed() {
        saveAfter(1);
        rewrite(Map.of("gru4j.model", "{\"layers\":[{\"layer\":\"embedding\",\"vocabularySize\":5,\"size\":3}]}"), null);
        assertMentions(UncheckedIOException.class, () -> Checkpoint.load(file).createModel(backend),
                file + ": tensor 'embedding.W': expected [5, 3] but got [5, 4]");
    }

    @Test
    void aModelWithoutRecurrentLayersIsSavedAndRestored() {
        ModelSpec bigram = ModelSpec.of(new LayerSpec.OfEmbedding(V, V));
        try (Sequential model = new Sequential(bigram, backend, 1); Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, 4);
            Checkpoint.save(file, trainer, Map.of());
            float[] saved = model.parameters().values().toArray();
            fit(trainer, 6);
            Checkpoint.load(file).restore(trainer);
            assertArrayEquals(saved, model.parameters().values().toArray());
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertEquals(file + ": no such file",
                assertThrows(UncheckedIOException.class, () -> Checkpoint.load(file)).getMessage());
    }
}
