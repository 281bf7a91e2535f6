package org.gru4j.checkpoint;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that does not fit, or is not in order, is refused with the file's path, and nothing is changed. */
class CheckpointChecksTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("model.safetensors");
    }

    @Test
    void anotherModelIsNamedBesideTheExpected() {
        SmallRun.save(file, 1);
        try (Sequential other = new Sequential(SmallRun.spec(7), SmallRun.BACKEND, 1);
                Trainer trainer = SmallRun.trainer(other, SmallRun.ADAM)) {
            assertSays(
                    IllegalArgumentException.class,
                    file + ": model: expected " + SmallRun.spec(6) + " but got " + SmallRun.spec(7),
                    () -> Checkpoint.load(file).restore(trainer));
        }
    }

    @Test
    void anotherOptimizerIsNamedBesideTheExpected() {
        SmallRun.save(file, 1);
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.MOMENTUM)) {
            assertSays(
                    IllegalArgumentException.class,
                    file + ": optimizer: expected " + SmallRun.ADAM + " but got " + SmallRun.MOMENTUM,
                    () -> Checkpoint.load(file).restore(trainer));
        }
    }

    @Test
    void otherDataIsSaid() {
        SmallRun.save(file, 4);
        TokenStreams less = TokenStreams.forTraining(Numbers.ids(1, 70, SmallRun.V), 3, 7);
        try (Sequential model = SmallRun.model(1);
                Trainer trainer =
                        Trainer.builder(model, less, new SoftmaxCrossEntropy()).build()) {
            assertSays(
                    IllegalArgumentException.class,
                    file + ": position: expected a batch below 3 but got 4: use the data that the run began with",
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
        try (Scope scope = new Scope(SmallRun.BACKEND)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            original.shapes().forEach((name, shape) -> {
                if (!name.equals(withoutTensor)) {
                    tensors.put(name, scope.allocate(name, shape).copyFrom(original.floats(name)));
                }
            });
            SafeTensors.write(file, metadata, tensors);
        }
    }

    @Test
    void aFileFromBeforeTheMasksIsOfAModelWithout() {
        SmallRun.save(file, 4);
        Map<String, String> metadata = SafeTensors.open(file).metadata();
        String model = metadata.get("gru4j.model").replace(",\"recurrentDropout\":0.0,\"zoneout\":0.0", "");
        String position = metadata.get("gru4j.position").replace(",\"seed\":0", "");
        assertFalse(model.contains("zoneout") || position.contains("seed"), model + position);
        rewrite(Map.of("gru4j.model", model, "gru4j.position", position), null);
        assertEquals(SmallRun.spec(6), Checkpoint.load(file).model());
        try (Sequential same = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(same, SmallRun.ADAM)) {
            Checkpoint.load(file).restore(trainer);
            assertEquals(4, trainer.steps());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "10000000000", "next"})
    void aFileOfANewerVersionIsRefused(String format) {
        SmallRun.save(file, 1);
        rewrite(Map.of("gru4j.format", format), null);
        assertSays(
                UncheckedIOException.class,
                file + ": format: expected at most 1 but got " + format
                        + ": it was written by a newer version of gru4j; read it with that version, or export the model there"
                        + " and import it here",
                () -> Checkpoint.load(file));
    }

    @Test
    void aSafetensorsFileOfAnotherProgramIsNoCheckpoint() {
        try (Scope scope = new Scope(SmallRun.BACKEND)) {
            SafeTensors.write(file, Map.of(), Map.of("x", scope.allocate("x", 1)));
        }
        assertSays(
                UncheckedIOException.class,
                file + ": not a checkpoint of gru4j: metadata 'gru4j.format' is missing",
                () -> Checkpoint.load(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "null",
                "{}",
                "{\"layers\":[]}",
                "{\"layers\":[{\"layer\":\"lstm\"}]}",
                "{\"layers\":[{\"layer\":\"gru\"}]}",
                "{\"layers\":[{\"layer\":\"dense\",\"inputSize\":-1,\"outputSize\":2}]}",
                "[]"
            })
    void aModelThatCannotBeReadIsSaid(String model) {
        SmallRun.save(file, 1);
        rewrite(Map.of("gru4j.model", model), null);
        assertMentions(UncheckedIOException.class, () -> Checkpoint.load(file), file + ": metadata 'gru4j.model': ");
    }

    /** As a newer build of the same format may write them. */
    private void addParts() {
        Map<String, ShapedFloats> tensors = new LinkedHashMap<>();
        Map<String, String> metadata;
        try (SafeTensors original = SafeTensors.open(file)) {
            metadata = new LinkedHashMap<>(original.metadata());
            original.shapes()
                    .forEach((name, shape) -> tensors.put(name, new ShapedFloats(shape, original.floats(name))));
        }
        metadata.put("gru4j.average", "{}");
        tensors.put("average", new ShapedFloats(Shape.of(2), new float[] {1, 2}));
        SafeTensors.writeFloats(file, metadata, tensors);
    }

    @Test
    void unknownPartsAreNamedAndChangeNothing() {
        SmallRun.save(file, 4);
        Map<String, float[]> expected;
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Checkpoint checkpoint = Checkpoint.load(file)) {
            assertEquals(List.of(), checkpoint.unknownParts());
            checkpoint.restore(trainer);
            SmallRun.fit(trainer);
            expected = SmallRun.everything(trainer);
        }
        addParts();
        try (Sequential model = SmallRun.model(2);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Checkpoint checkpoint = Checkpoint.load(file)) {
            assertEquals(List.of("metadata 'gru4j.average'", "tensor 'average'"), checkpoint.unknownParts());
            checkpoint.restore(trainer);
            SmallRun.fit(trainer);
            SmallRun.assertSame(expected, SmallRun.everything(trainer));
            Checkpoint.save(file, trainer, Map.of());
        }
        try (Checkpoint saved = Checkpoint.load(file)) {
            assertEquals(List.of(), saved.unknownParts());
        }
    }

    @Test
    void unknownPartsOfAModelAloneAreNamed() {
        try (Sequential model = SmallRun.model(1)) {
            Checkpoint.save(file, ModelWeights.of(model), Map.of("vocabulary", "abcde"));
        }
        addParts();
        try (Checkpoint checkpoint = Checkpoint.load(file)) {
            assertEquals(List.of("metadata 'gru4j.average'", "tensor 'average'"), checkpoint.unknownParts());
            assertEquals(SmallRun.spec(6), checkpoint.weights().spec());
        }
    }

    /** A step that failed was begun: the masks of those after it are the same after a resume. */
    @Test
    void theCountOfStepsBegunComesBack() {
        Map<String, float[]> expected;
        try (Sequential model = new Sequential(SmallRun.maskedSpec(), SmallRun.BACKEND, 1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 4);
            Batch wrong = SmallRun.batch();
            wrong.ids()[0] = SmallRun.V;
            assertThrows(IllegalArgumentException.class, () -> trainer.step(wrong, 0.1));
            Checkpoint.save(file, trainer, Map.of());
            SmallRun.fit(trainer);
            assertEquals(trainer.steps() + 1, trainer.stepsBegun());
            expected = SmallRun.everything(trainer);
        }
        SmallRun.assertSame(expected, resumed());
        Map<String, String> before = new HashMap<>();
        before.put("gru4j.steps_begun", null);
        rewrite(before, null);
        assertFalse(
                Arrays.equals(expected.get("parameters"), resumed().get("parameters")), "as an earlier build would");
    }

    private Map<String, float[]> resumed() {
        try (Sequential model = new Sequential(SmallRun.maskedSpec(), SmallRun.BACKEND, 9);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Checkpoint checkpoint = Checkpoint.load(file)) {
            checkpoint.restore(trainer);
            SmallRun.fit(trainer);
            return SmallRun.everything(trainer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9223372036854775807", "{}", "null", "\"many\"", "99999999999999999999"})
    void aCountOfStepsThatIsNoneIsRefused(String count) {
        SmallRun.save(file, 4);
        rewrite(Map.of("gru4j.steps_begun", count), null);
        try (Sequential model = SmallRun.model(3);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 7);
            Map<String, float[]> before = SmallRun.everything(trainer);
            assertMentions(
                    UncheckedIOException.class,
                    () -> Checkpoint.load(file).restore(trainer),
                    file + ": metadata 'gru4j.steps_begun': ");
            SmallRun.assertSame(before, SmallRun.everything(trainer));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru4j.optimizer", "gru4j.position"})
    void metadataThatIsMissingOrDamagedIsSaid(String key) {
        SmallRun.save(file, 1);
        for (String value : new String[] {null, "null", "{", "{\"epoch\":-1}"}) {
            Map<String, String> change = new HashMap<>();
            change.put(key, value);
            rewrite(change, null);
            try (Sequential model = SmallRun.model(1);
                    Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
                assertMentions(
                        UncheckedIOException.class,
                        () -> Checkpoint.load(file).restore(trainer),
                        file + ": metadata '" + key + "'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru2.l0.reverse.U", "optimizer.v", "state.1"})
    void aMissingTensorIsNamedAndTheTrainerUntouched(String name) {
        SmallRun.save(file, 4);
        rewrite(Map.of(), name);
        try (Sequential model = SmallRun.model(3);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, 7);
            Map<String, float[]> before = SmallRun.everything(trainer);
            assertMentions(
                    UncheckedIOException.class,
                    () -> Checkpoint.load(file).restore(trainer),
                    file + ": tensor '" + name + "' is missing; there are [embedding.W, ");
            SmallRun.assertSame(before, SmallRun.everything(trainer));
        }
    }

    @Test
    void aParameterOfAnotherShapeIsNamed() {
        SmallRun.save(file, 1);
        rewrite(
                Map.of("gru4j.model", "{\"layers\":[{\"layer\":\"embedding\",\"vocabularySize\":5,\"size\":3}]}"),
                null);
        assertMentions(
                UncheckedIOException.class,
                () -> Checkpoint.load(file).createModel(SmallRun.BACKEND),
                file + ": tensor 'embedding.W': expected [5, 3] but got [5, 4]");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertSays(UncheckedIOException.class, file + ": no such file", () -> Checkpoint.load(file));
    }
}
