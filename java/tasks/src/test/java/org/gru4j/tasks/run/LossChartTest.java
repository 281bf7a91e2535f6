package org.gru4j.tasks.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.AWTError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gru4j.file.WriteFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossChartTest {
    private static final Units UNITS = Units.of("Loss", "nats", "steps/s");

    @TempDir
    private Path temp;

    /** How Java fails to draw where fonts, their configuration or its own libraries are missing. */
    static List<Throwable> failures() {
        return List.of(
                new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager"),
                new UnsatisfiedLinkError("no awt_headless in java.library.path"),
                new ExceptionInInitializerError(),
                new InternalError("Fontconfig head is null"),
                new AWTError("no toolkit"),
                new NullPointerException(),
                new IOException("no writer for PNG"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aJavaThatCannotDrawIsNoFailure(Throwable failure) {
        Optional<String> warning = LossChart.write(
                (measurements, units, file) -> LossChartTest.<RuntimeException>raise(failure),
                List.of(),
                UNITS,
                temp.resolve("loss.png"));
        assertTrue(warning.orElseThrow().contains("loss.png"), warning.get());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void aPictureThatCannotBeWrittenIsAFailure() throws IOException {
        Path file = Files.createDirectories(temp.resolve("loss.png"));
        WriteFailedException failure = assertThrows(
                WriteFailedException.class,
                () -> LossChart.write(List.of(new Measurement(1, 0.5, 7, 1000, 1e-3, null)), UNITS, file));
        assertTrue(failure.getMessage().startsWith(file + ": could not be written: "), failure.getMessage());
    }

    @Test
    void drawsWithAndWithoutValidation() {
        Measurement first = new Measurement(1, 0.5, 7, 1000, 1e-3, null);
        Measurement second = new Measurement(2, 1, 6, 1000, 1e-3, 6.5);
        Measurement muchLower = new Measurement(3, 1.5, 1e-4, 1000, 1e-3, 2e-4);
        for (List<Measurement> measurements :
                List.of(List.of(first), List.of(first, second), List.of(first, second, muchLower))) {
            Path file = temp.resolve(measurements.size() + ".png");
            assertFalse(LossChart.write(measurements, UNITS, file).isPresent());
            assertTrue(Files.exists(file));
        }
    }
}
