package org.gru4j.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are read, or refused with the file's name. */
class HostileFileFuzzTest {
    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void pyTorchModel(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.safetensors"), bytes);
        try {
            ImportedModel read = PyTorchModel.read(file);
            PyTorchModel.fromStateDict(PyTorchModel.toStateDict(read.weights()), read.weights().spec().layerNames());
        } catch (UncheckedIOException e) {
            requireNamed(file, e);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void goldenFile(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.json"), bytes);
        try {
            GoldenFile.read(file);
        } catch (UncheckedIOException e) {
            requireNamed(file, e);
        }
    }

    private static void requireNamed(Path file, UncheckedIOException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
}
