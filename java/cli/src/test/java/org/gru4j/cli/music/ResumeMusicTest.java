package org.gru4j.cli.music;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.StoppedRun;
import org.gru4j.tasks.music.MusicKind;
import org.gru4j.tasks.music.MusicSettings;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeMusicTest {
    private static final int STEPS = 6;

    @TempDir
    private Path temp;

    @Test
    void aRunInterruptedAnywhereEndsWithTheSameBits() throws IOException {
        Path scales = TinyMusic.scales(temp);
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        TinyMusic.train(scales, whole, TinyMusic.small("--epochs", 3)).done();
        for (int k = 0; k < STEPS; k++) {
            stopAfterOneStep(scales, whole, pieces, k > 0);
        }
        assertEquals(
                STEPS,
                Checkpoint.load(pieces.resolve("model.safetensors")).position().steps());
        Outcome.of("train", "music", "--backend", "reference", "--out", pieces, "--resume")
                .done();
        StoppedRun.assertSameBits(whole, pieces);
    }

    private static void stopAfterOneStep(Path data, Path whole, Path directory, boolean resume) {
        MusicSettings settings = new SavedTask(Checkpoint.load(whole.resolve("model.safetensors")), "music")
                .settings(MusicSettings.class);
        StoppedRun.afterOneStep(
                new RunRequest<>(data, new Budget.Epochs(3), directory, resume, base -> settings), new MusicKind());
    }
}
