package org.gru4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.model.ModelWeights;
import org.gru4j.safetensors.SafeTensors;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are read, or refused with the file's name. */
class HostileFileFuzzTest {
    @TempDir
    private Path directory;

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("hostile.safetensors"), bytes);
    }

    @FuzzTest(maxDuration = "10m")
    void safeTensors(byte[] bytes) throws IOException {
        Path file = write(bytes);
        try (SafeTensors tensors = SafeTensors.open(file)) {
            tensors.conversions();
            tensors.shapes().keySet().forEach(name -> readOrRefuse(file, tensors, name));
        } catch (UncheckedIOException e) {
            requireNamed(file, e);
        }
    }

    private static void readOrRefuse(Path file, SafeTensors tensors, String name) {
        try {
            assertEquals(tensors.shapes().get(name).size(), tensors.floats(name).length);
        } catch (UncheckedIOException e) {
            requireNamed(file, e);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void checkpoint(byte[] bytes) throws IOException {
        Path file = write(bytes);
        try (Checkpoint checkpoint = Checkpoint.load(file)) {
            ModelWeights weights = checkpoint.weights();
            assertEquals(checkpoint.model(), weights.spec());
            if (checkpoint.hasTraining()) {
                checkpoint.optimizer();
                checkpoint.position();
            }
        } catch (UncheckedIOException e) {
            requireNamed(file, e);
        }
    }

    private static void requireNamed(Path file, UncheckedIOException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
}
