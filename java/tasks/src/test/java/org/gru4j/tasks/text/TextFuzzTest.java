package org.gru4j.tasks.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.Refusal;
import org.gru4j.tasks.Remembered;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are text that a model can be trained on, or refused with the file's name. */
class TextFuzzTest {
    private static final TextSettings SETTINGS =
            new TextSettings(2, 1, ResetGate.AFTER, 2, 1, 2, 1e-3, 0, 1, 0, 0, 0, 1);

    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void corpus(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.txt"), bytes);
        Refusal.orNone(file, () -> new TextKind().create(SETTINGS, file, new TextKind().defaultBudget(), null));
    }

    @FuzzTest(maxDuration = "10m")
    void remembered(byte[] lines) {
        Remembered.use(directory, TextKind.NAME, SETTINGS.model(3), lines, saved -> {
            assertEquals(3, TextTask.vocabulary(saved.checkpoint()).size());
            saved.data();
        });
    }
}
