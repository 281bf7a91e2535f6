package org.gru4j.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.golden.GoldenFile;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.model.ModelWeights;
import org.gru4j.safetensors.ShapedFloats;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes are either read as a model, or rejected with an error that has the file's name. */
class HostileFileFuzzTest {
    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void pyTorchModel(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.safetensors"), bytes);
        try {
            ImportedModel read = PyTorchModel.read(file);
            backAgain(read.weights());
        } catch (UncheckedIOException e) {
            requireNamed(file, e);
        }
    }

    private static void backAgain(ModelWeights weights) {
        Map<String, ShapedFloats> stateDict;
        try {
            stateDict = PyTorchModel.toStateDict(weights);
        } catch (IllegalArgumentException e) {
            return; // the description may contain layers that PyTorch does not have
        }
        try {
            PyTorchModel.fromStateDict(stateDict, List.of());
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("module"), e.getMessage()); // without the description
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
