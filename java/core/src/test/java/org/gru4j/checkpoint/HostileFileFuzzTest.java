package org.gru4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.testing.Way;
import org.gru4j.train.Budget;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Trainer;
import org.gru4j.train.Validation;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are read from a file, an array or a stream, or refused with its name. */
class HostileFileFuzzTest {
    private static final ModelSpec TINY =
            ModelSpec.of(LayerSpec.embedding(2, 1), LayerSpec.gru(GruSpec.of(1, 1)), LayerSpec.dense(1, 2));

    @TempDir
    private Path directory;

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("hostile.safetensors"), bytes);
    }

    @FuzzTest(maxDuration = "10m")
    void safeTensors(byte[] bytes) throws IOException {
        Path file = write(bytes);
        Set<Boolean> accepted = new HashSet<>();
        for (Way way : Way.values()) {
            try (SafeTensors tensors = way.open(file)) {
                accepted.add(true);
                tensors.conversions();
                tensors.shapes().keySet().forEach(name -> readOrRefuse(tensors, name));
            } catch (UncheckedIOException e) {
                accepted.add(false);
                requireNamed(way.source(file), e);
            }
        }
        assertEquals(1, accepted.size(), "a file, an array and a stream of the same bytes");
    }

    private static void readOrRefuse(SafeTensors tensors, String name) {
        try {
            assertEquals(tensors.shapes().get(name).size(), tensors.floats(name).length);
        } catch (UncheckedIOException e) {
            requireNamed(tensors.source(), e);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void checkpoint(byte[] bytes) throws IOException {
        Path file = write(bytes);
        for (Way way : Way.values()) {
            try (Checkpoint checkpoint = way.load(file)) {
                ModelWeights weights = checkpoint.weights();
                assertEquals(checkpoint.model(), weights.spec());
                if (checkpoint.hasTraining()) {
                    checkpoint.optimizer();
                    checkpoint.position();
                }
            } catch (UncheckedIOException e) {
                requireNamed(way.source(file), e);
            }
        }
    }

    /** A trainer goes on from there, or stays where it was. */
    @FuzzTest(maxDuration = "10m")
    void training(byte[] bytes) throws IOException {
        Path file = write(bytes);
        for (Way way : Way.values()) {
            try (Sequential model = new Sequential(TINY, SmallRun.BACKEND, 0);
                    Trainer trainer = tinyTrainer(model)) {
                if (restore(way, file, trainer)) {
                    trainer.fit(new Budget.Epochs(trainer.epoch() + 1), (same, loss) -> same.position());
                }
            } catch (TrainingDivergedException e) {
                // of parameters that are none
                assertTrue(e.getMessage().startsWith("training diverged"), e.getMessage());
            }
        }
    }

    private static boolean restore(Way way, Path file, Trainer trainer) {
        float[] before = trainer.model().parameters().values().toArray();
        try (Checkpoint checkpoint = way.load(file)) {
            checkpoint.restore(trainer);
            assertEquals(checkpoint.position().steps(), trainer.position().steps());
            return true;
        } catch (UncheckedIOException | IllegalArgumentException e) {
            requireNamed(way.source(file), e);
            assertEquals(0, trainer.steps());
            assertArrayEquals(before, trainer.model().parameters().values().toArray());
            return false;
        }
    }

    private static Trainer tinyTrainer(Sequential model) {
        TokenStreams data = TokenStreams.forTraining(new int[] {0, 1, 1, 0, 1, 0, 0, 1}, 1, 2);
        return Trainer.builder(model, data, new SoftmaxCrossEntropy())
                .validation(Validation.eachEpoch(data, new SoftmaxCrossEntropy()))
                .earlyStopping(EarlyStopping.onLoss(1))
                .build();
    }

    private static void requireNamed(String source, RuntimeException e) {
        assertTrue(e.getMessage().startsWith(source + ": "), e.getMessage());
    }
}
