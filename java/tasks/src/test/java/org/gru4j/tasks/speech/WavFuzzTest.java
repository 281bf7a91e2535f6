package org.gru4j.tasks.speech;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.Refusal;
import org.gru4j.tasks.Remembered;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are sound, or refused with the file's name. */
class WavFuzzTest {
    private static final int RATE = 8000;
    private static final SpeechSettings SETTINGS = new SpeechSettings(RATE, 1, 1, ResetGate.AFTER, 1, 1e-3, 0, 0, 1, 1);
    private static final LogMel FEATURES = new LogMel(RATE);

    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void wav(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.wav"), bytes);
        Refusal.orNone(file, () -> requireFinite(file, WavFile.read(file, RATE)));
        Refusal.orNone(
                file,
                () -> requireFinite(file, Recordings.read(file, 0, FEATURES).features()));
    }

    private static void requireFinite(Path file, float[] values) {
        for (float value : values) {
            assertTrue(Float.isFinite(value), file + ": " + value);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void remembered(byte[] lines) {
        Remembered.use(directory, SpeechKind.NAME, SETTINGS.model(2), lines, saved -> {
            assertTrue(Recogniser.words(saved).size() == 2, "two words");
            Recogniser.scale(saved);
            saved.data();
        });
    }
}
