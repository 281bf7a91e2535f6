package org.gru4j.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes of a log are, each line is a measurement, which is kept, or damaged; no log is refused. */
class MetricsLogFuzzTest {
    private static final Units UNITS = Units.of("Loss", "nats", "steps/s");

    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void lines(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("metrics.jsonl"), bytes);
        List<Measurement> all;
        try (MetricsLog log = new MetricsLog(file, UNITS, Long.MAX_VALUE)) {
            all = log.all();
            assertEquals(log.lines(), all.size() + log.damaged().size());
        }
        try (MetricsLog log = new MetricsLog(file, UNITS, Long.MAX_VALUE)) {
            assertEquals(all, log.all());
        }
    }
}
