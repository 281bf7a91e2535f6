package org.gru4j.interop.keras;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes are either read as a model, or rejected with an error that names the file. The stored inputs run with every
 * build; {@code JAZZER_FUZZ=1 mvn test -Dtest='KerasFuzzTest#weights'} searches for others.
 */
class KerasFuzzTest {
    private static Path file;
    private static byte[] goodWeights;

    @BeforeAll
    static void prepare() throws IOException {
        file = Files.createTempFile("fuzz", ".bin");
        Path weights = new KerasFixture(3)
                .recurrent("GRU", 2, KerasFixture.Way.BOTH, true, true, true)
                .dense(2, true, false, "linear")
                .writeWeights(file, "layers");
        goodWeights = Files.readAllBytes(weights);
    }

    @AfterAll
    static void delete() throws IOException {
        Files.delete(file);
    }

    /** A model that was read is complete: nothing is found missing later. */
    private static void assertAllOrNothing(KerasModel.Reading reading) throws IOException {
        try {
            assertFalse(reading.read().weights().names().isEmpty());
        } catch (UncheckedIOException e) {
            assertFalse(e.getMessage().isBlank());
        }
    }

    @FuzzTest(maxDuration = "10m")
    void weights(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertAllOrNothing(
                () -> KerasModel.readWeights(file, WeightsHints.none().biaslessResetGate(ResetGate.AFTER)));
    }

    @FuzzTest(maxDuration = "10m")
    void archive(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertAllOrNothing(() -> KerasModel.read(file));
    }

    /** Reads a model like {@link KerasModel#read}, with these bytes as its description and valid weights. */
    @FuzzTest(maxDuration = "10m")
    void config(byte[] bytes) throws IOException {
        assertAllOrNothing(() -> KerasModel.reading(file, () -> KerasModel.of(bytes, goodWeights)));
    }
}
