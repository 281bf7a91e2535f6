package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.tasks.Refusal;
import org.gru4j.tasks.Remembered;
import org.gru4j.tasks.data.Split;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are music, or refused with the file's name. */
class MusicFuzzTest {
    private static final int FRAMES_PER_BEAT = 2;

    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void midi(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.mid"), bytes);
        Refusal.orNone(
                file, () -> requireNotes(MidiReader.read(file, FRAMES_PER_BEAT).roll()));
    }

    /** Silence is left out at both ends. */
    private static void requireNotes(PianoRoll roll) {
        assertTrue(roll.count(0) > 0 && roll.count(roll.frames() - 1) > 0, roll.toString());
    }

    @FuzzTest(maxDuration = "10m")
    void mat(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.mat"), bytes);
        Refusal.orNone(
                file,
                () -> assertEquals(Split.values().length, MatReader.read(file).size()));
        Refusal.orNone(file, () -> MusicReader.read(file, FRAMES_PER_BEAT).checksum());
    }

    @FuzzTest(maxDuration = "10m")
    void noteLists(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.json"), bytes);
        Refusal.orNone(file, () -> MusicReader.read(file, FRAMES_PER_BEAT).checksum());
        Refusal.orNone(file, () -> MusicReader.readForTesting(file, FRAMES_PER_BEAT, List.of()));
    }

    @FuzzTest(maxDuration = "10m")
    void remembered(byte[] lines) {
        MusicSettings small = MusicSettings.DEFAULTS.withoutMasks().with(MusicCell.TANH, 1L);
        Remembered.use(directory, MusicKind.NAME, small.model(), lines, MusicKind::settings);
    }
}
