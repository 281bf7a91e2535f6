package org.gru4j.checkpoint;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint of a model alone; and the model alone of one with a training. */
class CheckpointOfWeightsTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("model.safetensors");
    }

    private static ModelWeights weights() {
        try (Sequential model = SmallRun.model(5)) {
            return ModelWeights.of(model);
        }
    }

    private static void assertEqual(ModelWeights expected, ModelWeights actual) {
        assertEquals(expected.spec(), actual.spec());
        expected.names().forEach(name -> assertArrayEquals(expected.values(name), actual.values(name), name));
    }

    @Test
    void aModelAloneComesBack() {
        Checkpoint.save(file, weights(), Map.of("vocabulary", "abcde"));
        try (Checkpoint checkpoint = Checkpoint.load(file)) {
            assertFalse(checkpoint.hasTraining());
            assertEquals("abcde", checkpoint.task("vocabulary"));
            assertEqual(weights(), checkpoint.weights());
            try (Sequential created = checkpoint.createModel(SmallRun.BACKEND)) {
                assertEqual(weights(), ModelWeights.of(created));
            }
        }
    }

    @Test
    void thereIsNothingToGoOnWith() {
        Checkpoint.save(file, weights(), Map.of());
        String message = file + ": contains a model without its training: there is nothing to continue";
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            assertSays(UncheckedIOException.class, message, checkpoint::position);
            assertSays(UncheckedIOException.class, message, checkpoint::optimizer);
            assertSays(UncheckedIOException.class, message, () -> checkpoint.restore(trainer));
        }
    }

    @Test
    void theWeightsOfATrainingAreItsModels() {
        SmallRun.save(file, 4);
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential created = checkpoint.createModel(SmallRun.BACKEND)) {
            assertTrue(checkpoint.hasTraining());
            assertEqual(ModelWeights.of(created), checkpoint.weights());
        }
    }

    /** The slab of the best is what early stopping keeps; the parameters beside it are those of the last step. */
    @Test
    void theBestParametersAreTakenIfThereAreAny() {
        Checkpoint.save(file, weights(), Map.of());
        Map<String, ShapedFloats> tensors = new LinkedHashMap<>();
        float[] slab = new float[SmallRun.spec(6).layout().size()];
        Map<String, String> metadata;
        try (SafeTensors saved = SafeTensors.open(file)) {
            metadata = new LinkedHashMap<>(saved.metadata());
            saved.shapes().forEach((name, shape) -> tensors.put(name, new ShapedFloats(shape, saved.floats(name))));
        }
        for (int k = 0; k < slab.length; k++) {
            slab[k] = k;
        }
        tensors.put("best", new ShapedFloats(Shape.of(slab.length), slab));
        SafeTensors.writeFloats(file, metadata, tensors);
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential created = checkpoint.createModel(SmallRun.BACKEND)) {
            ModelWeights best = checkpoint.weights();
            assertEqual(ModelWeights.of(created), best);
            assertEquals(0, best.values("embedding.W")[0]);
            assertEquals(slab[SmallRun.spec(6).layout().offset("dense.b")], best.values("dense.b")[0]);
        }
    }

    /** What a description asks for is bounded by what the file holds. */
    @ParameterizedTest
    @ValueSource(strings = {"\"numLayers\":2000000000", "\"hiddenSize\":2000000000"})
    void aDescriptionOfAHugeModelIsRefused(String change) {
        Checkpoint.save(file, weights(), Map.of());
        Map<String, ShapedFloats> tensors = new LinkedHashMap<>();
        Map<String, String> metadata;
        try (SafeTensors saved = SafeTensors.open(file)) {
            metadata = new LinkedHashMap<>(saved.metadata());
            saved.shapes().forEach((name, shape) -> tensors.put(name, new ShapedFloats(shape, saved.floats(name))));
        }
        String key = change.substring(0, change.indexOf(':'));
        metadata.compute(
                "gru4j.model",
                (k, text) -> "{\"layers\":[{\"layer\":\"gru\",\"spec\":{\"inputSize\":3,"
                        + "\"hiddenSize\":2,\"numLayers\":1,\"direction\":\"FORWARD\",\"resetGate\":\"AFTER\",\"bias\":true}}]}"
                                .replaceFirst(key + ":\\d+", change));
        SafeTensors.writeFloats(file, metadata, tensors);
        assertMentions(
                UncheckedIOException.class,
                () -> Checkpoint.load(file),
                file + ": metadata 'gru4j.model': ",
                "2000000000");
    }
}
