package org.gru4j.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.gru4j.file.WriteFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsLogTest {
    private static final Units UNITS = Units.of("Loss", "nats", "steps/s");
    private static final int MEASUREMENTS = 5;

    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void write() {
        file = temp.resolve("metrics.jsonl");
        try (MetricsLog log = new MetricsLog(file, UNITS, 0)) {
            for (int k = 1; k <= MEASUREMENTS; k++) {
                log.add(measurement(k));
            }
        }
    }

    private static Measurement measurement(int step) {
        return new Measurement(step, 0.5 * step, 1.0 / step, 1000, 1e-3, step % 2 == 0 ? 2.0 / step : null);
    }

    @Test
    void whatWasMeasuredComesBack() {
        try (MetricsLog log = new MetricsLog(file, UNITS, MEASUREMENTS)) {
            assertEquals(
                    List.of(measurement(1), measurement(2), measurement(3), measurement(4), measurement(5)), log.all());
            assertEquals(List.of(), log.damaged());
        }
        try (MetricsLog log = new MetricsLog(file, UNITS, 3)) {
            assertEquals(List.of(measurement(1), measurement(2), measurement(3)), log.all());
        }
    }

    /** What a process that was killed, a power cut, another writer or a bad disk leaves of a line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"step\":3,\"sec",
                "\0\0\0\0",
                "{}",
                "17",
                "null",
                "[]",
                "{\"step\":3,\"seconds\":1}",
                "{\"step\":\"3\",\"seconds\":1,\"loss\":1,\"steps_per_second\":1,\"learning_rate\":1}",
                "{} {}",
                "\u00c3(",
                "{\"step\":3,\"seconds\":1,\"loss\":1e999,\"steps_per_second\":1,\"learning_rate\":1}",
                "{\"step\":3,\"seconds\":1,\"loss\":1,\"steps_per_second\":1,\"learning_rate\":1,\"validation_loss\":\"x\"}",
                "{\"step\":3,\"seconds\":1,\"loss\":1,\"steps_per_second\":1,\"learning_rate\":1}{\"step\":3}"
            })
    void aDamagedLineCostsThatLineAlone(String damage) throws IOException {
        List<String> lines = Files.readAllLines(file);
        lines.set(2, damage);
        Files.write(file, lines);
        try (MetricsLog log = new MetricsLog(file, UNITS, MEASUREMENTS)) {
            assertEquals(List.of(measurement(1), measurement(2), measurement(4), measurement(5)), log.all());
            assertEquals(List.of(3), log.damaged());
            assertEquals(5, log.lines());
            log.add(measurement(6));
        }
        try (MetricsLog log = new MetricsLog(file, UNITS, 6)) {
            assertEquals(
                    List.of(measurement(1), measurement(2), measurement(4), measurement(5), measurement(6)), log.all());
            assertEquals(List.of(), log.damaged());
        }
    }

    @Test
    void bytesThatAreNoTextAreDamage() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '{'}, StandardOpenOption.APPEND);
        try (MetricsLog log = new MetricsLog(file, UNITS, MEASUREMENTS)) {
            assertEquals(MEASUREMENTS, log.all().size());
            assertEquals(List.of(6), log.damaged());
        }
    }

    /** What two trainings that wrote at once left: seven lines, five of them whole. */
    @Test
    void theRestOfWhatTwoWritersLeftIsRead() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("metrics-two-writers.jsonl")) {
            Files.write(file, in.readAllBytes());
        }
        assertEquals(7, Files.readString(file, StandardCharsets.UTF_8).lines().count());
        try (MetricsLog log = new MetricsLog(file, UNITS, Long.MAX_VALUE)) {
            assertEquals(5, log.all().size());
            assertEquals(List.of(1, 7), log.damaged());
            assertEquals(7, log.lines());
        }
    }

    @Test
    void aFileThatIsGoneIsNoResult() throws IOException {
        try (MetricsLog log = new MetricsLog(file, UNITS, MEASUREMENTS)) {
            log.sync();
            Files.delete(file);
            log.add(measurement(6));
            String says = assertThrows(WriteFailedException.class, log::sync).getMessage();
            assertEquals(file + ": could not be written: another process has removed or replaced it", says);
        }
    }

    @Test
    void whatCannotBeWrittenIsNamed() throws IOException {
        Path taken = Files.createDirectories(temp.resolve("directory.jsonl"));
        String says = assertThrows(WriteFailedException.class, () -> new MetricsLog(taken, UNITS, 0))
                .getMessage();
        assertTrue(says.startsWith(taken + ": could not be written: "), says);
    }
}
