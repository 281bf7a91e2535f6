package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.gru4j.backend.Backends;
import org.gru4j.cli.music.MusicKind;
import org.gru4j.cli.music.MusicSettings;
import org.gru4j.cli.run.RunPlan;
import org.gru4j.cli.run.RunRequest;
import org.gru4j.cli.run.SavedTask;
import org.gru4j.cli.run.StopSignal;
import org.gru4j.cli.run.TaskRun;
import org.gru4j.io.Checkpoint;
import org.gru4j.io.SafeTensors;
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
        assertEquals(STEPS, Checkpoint.load(pieces.resolve("model.safetensors")).position().steps());
        Outcome.of("train", "music", "--backend", "reference", "--out", pieces, "--resume").done();
        SafeTensors expected = SafeTensors.open(whole.resolve("model.safetensors"));
        SafeTensors actual = SafeTensors.open(pieces.resolve("model.safetensors"));
        assertEquals(expected.shapes(), actual.shapes());
        for (String name : expected.shapes().keySet()) {
            assertArrayEquals(expected.floats(name), actual.floats(name), name);
        }
    }

    private static void stopAfterOneStep(Path data, Path whole, Path directory, boolean resume) {
        MusicSettings settings = new SavedTask(Checkpoint.load(whole.resolve("model.safetensors")), "music")
                .settings(MusicSettings.class);
        StopSignal stop = new StopSignal();
        stop.request();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        RunPlan plan = RunPlan.of(new RunRequest<MusicSettings>(data, new Budget.Epochs(3), directory, resume,
                base -> settings), new MusicKind());
        assertTrue(new TaskRun(plan, Backends.named("reference"), new Console(nowhere, nowhere, false), stop,
                TaskRun.SAVE_EVERY).run()
                .isEmpty());
    }
}
