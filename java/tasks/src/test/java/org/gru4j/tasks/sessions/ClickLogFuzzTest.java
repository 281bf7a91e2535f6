package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.tasks.Refusal;
import org.gru4j.tasks.Remembered;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are clicks that a model can be trained on, or refused with the file's name. */
class ClickLogFuzzTest {
    private static final SessionSettings SETTINGS =
            new SessionSettings(SessionLoss.SAMPLED_SOFTMAX, 0, 2, 2, 2, 2, 0, 1e-3, 1, null, null, null, 0, 0, 0, 0);

    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void clicks(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.csv"), bytes);
        Refusal.orNone(file, () -> {
            ClickLog log = ClickLogReader.read(file, ClickColumns.ANY);
            ClickLog all = ClickLogReader.readUnfinished(file, ClickColumns.ANY);
            assertTrue(all.sessions().size() == log.sessions().size() + log.singleClicks(), log.source());
        });
        Refusal.orNone(file, () -> new SessionKind().create(SETTINGS, file, new SessionKind().defaultBudget(), null));
    }

    @FuzzTest(maxDuration = "10m")
    void remembered(byte[] lines) {
        Remembered.use(directory, SessionKind.NAME, SETTINGS.model(2), lines, saved -> {
            assertTrue(SessionTask.vocabulary(saved).size() == 2, "two items");
            saved.data();
        });
    }
}
