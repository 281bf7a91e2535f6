package org.gru4j.checkpoint;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("model.safetensors");
    }

    /** In the middle of the first epoch, at its end, in the middle of the second; and before the first step. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 9, 13})
    void aResumedRunEndsBitForBitAsAnUninterruptedOne(long interruptedAfter) {
        for (OptimizerSpec optimizer : List.of(
                SmallRun.ADAM,
                SmallRun.MOMENTUM,
                new OptimizerSpec.Sgd(0),
                new OptimizerSpec.Sgd(0.9, true, 0.1),
                new OptimizerSpec.RmsProp(),
                new OptimizerSpec.Adagrad(),
                new OptimizerSpec.AdamW(0.1))) {
            Map<String, float[]> uninterrupted;
            try (Sequential model = SmallRun.model(1);
                    Trainer trainer = SmallRun.trainer(model, optimizer)) {
                SmallRun.fit(trainer);
                uninterrupted = SmallRun.everything(trainer);
            }
            try (Sequential model = SmallRun.model(1);
                    Trainer trainer = SmallRun.trainer(model, optimizer)) {
                if (interruptedAfter > 0) {
                    SmallRun.fit(trainer, interruptedAfter);
                }
                Checkpoint.save(file, trainer, Map.of());
            }
            try (Sequential model = SmallRun.model(999);
                    Trainer trainer = SmallRun.trainer(model, optimizer)) {
                Checkpoint.load(file).restore(trainer);
                SmallRun.fit(trainer);
                SmallRun.assertSame(uninterrupted, SmallRun.everything(trainer));
            }
        }
    }

    /** The resumed trainer is given another seed than the one that the run began with. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 9, 13})
    void aResumedRunHasTheMasksOfAnUninterruptedOne(long interruptedAfter) {
        Map<String, float[]> uninterrupted;
        try (Sequential model = maskedModel(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM, 7)) {
            SmallRun.fit(trainer);
            uninterrupted = SmallRun.everything(trainer);
        }
        try (Sequential model = maskedModel(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM, 7)) {
            if (interruptedAfter > 0) {
                SmallRun.fit(trainer, interruptedAfter);
            }
            Checkpoint.save(file, trainer, Map.of());
        }
        try (Sequential model = maskedModel(999);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM, 999)) {
            Checkpoint.load(file).restore(trainer);
            SmallRun.fit(trainer);
            SmallRun.assertSame(uninterrupted, SmallRun.everything(trainer));
        }
    }

    @Test
    void anotherSeedIsAnotherRun() {
        float[][] parameters = new float[2][];
        for (int seed = 0; seed < 2; seed++) {
            try (Sequential model = maskedModel(1);
                    Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM, seed)) {
                SmallRun.fit(trainer, 4);
                parameters[seed] = model.parameters().values().toArray();
            }
        }
        assertFalse(Arrays.equals(parameters[0], parameters[1]));
    }

    private static Sequential maskedModel(long seed) {
        return new Sequential(SmallRun.maskedSpec(), SmallRun.BACKEND, seed);
    }

    @Test
    void restoreReplacesWhateverTheTrainerDidBefore() {
        SmallRun.save(file, 4);
        Map<String, float[]> expected;
        try (Sequential model = SmallRun.model(2);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            Checkpoint.load(file).restore(trainer);
            expected = SmallRun.everything(trainer);
        }
        try (Sequential model = SmallRun.model(3);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 7);
            Checkpoint.load(file).restore(trainer);
            SmallRun.assertSame(expected, SmallRun.everything(trainer));
        }
    }

    @Test
    void saveChangesNothing() {
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 4);
            Map<String, float[]> before = SmallRun.everything(trainer);
            long version = model.parameters().version();
            Checkpoint.save(file, trainer, Map.of());
            SmallRun.assertSame(before, SmallRun.everything(trainer));
            assertEquals(version, model.parameters().version());
        }
    }

    @Test
    void createModelGivesTheModelThatWasSaved() {
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 4);
            Checkpoint.save(file, trainer, Map.of());
            try (Sequential created = Checkpoint.load(file).createModel(SmallRun.BACKEND)) {
                assertEquals(model.spec(), created.spec());
                assertArrayEquals(
                        model.parameters().values().toArray(),
                        created.parameters().values().toArray());
            }
        }
    }

    @Test
    void descriptionAndPositionComeBack() {
        SmallRun.save(file, 13);
        Checkpoint checkpoint = Checkpoint.load(file);
        assertEquals(file.toString(), checkpoint.source());
        assertEquals(SmallRun.spec(6), checkpoint.model());
        assertEquals(SmallRun.ADAM, checkpoint.optimizer());
        Trainer.Position position = checkpoint.position();
        assertEquals(new Trainer.Position(1, 4, 13, 13 * 21, position.seconds(), 0), position);
    }

    @Test
    void secondsBeforeAResumeCount() {
        SmallRun.save(file, 4);
        double before = Checkpoint.load(file).position().seconds();
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            Checkpoint.load(file).restore(trainer);
            assertEquals(before, trainer.seconds(), 1e-9);
        }
    }

    @Test
    void whatTheProgramWantedToRememberComesBack() {
        SmallRun.save(file, 1);
        assertEquals("abcde", Checkpoint.load(file).task("vocabulary"));
        assertSays(
                UncheckedIOException.class,
                file + ": metadata 'task.corpus' is missing",
                () -> Checkpoint.load(file).task("corpus"));
    }

    @Test
    void aModelWithoutRecurrentLayersIsSavedAndRestored() {
        ModelSpec bigram = ModelSpec.of(LayerSpec.embedding(SmallRun.V, SmallRun.V));
        try (Sequential model = new Sequential(bigram, SmallRun.BACKEND, 1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 4);
            Checkpoint.save(file, trainer, Map.of());
            float[] saved = model.parameters().values().toArray();
            SmallRun.fit(trainer, 6);
            Checkpoint.load(file).restore(trainer);
            assertArrayEquals(saved, model.parameters().values().toArray());
        }
    }
}
