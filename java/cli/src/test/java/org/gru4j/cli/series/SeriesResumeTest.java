package org.gru4j.cli.series;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.StoppedRun;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.series.SeriesKind;
import org.gru4j.tasks.series.SeriesSettings;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesResumeTest {
    private static final int EPOCHS = 3;

    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void writeSeries() throws IOException {
        file = TinySeries.file(temp);
    }

    @Test
    void aRunInterruptedAnywhereEndsWithTheSameBits() {
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        TinySeries.train(whole, TinySeries.small(file, "--epochs", EPOCHS, "--layers", 2))
                .done();
        for (int k = 0; k < 10; k++) {
            stopAfterOneStep(pieces, k > 0);
        }
        assertEquals(
                10,
                Checkpoint.load(pieces.resolve("model.safetensors")).position().steps());
        TinySeries.train(pieces, "--resume").done();
        StoppedRun.assertSameBits(whole, pieces);
    }

    /** What {@link TinySeries#small} and two layers are. */
    private void stopAfterOneStep(Path directory, boolean resume) {
        SeriesSettings defaults = SeriesSettings.DEFAULTS;
        SeriesSettings settings = new SeriesSettings(
                12,
                4,
                List.of(),
                defaults.quantiles(),
                null,
                8,
                2,
                ResetGate.AFTER,
                0.1,
                16,
                0.02,
                defaults.patience(),
                defaults.seed());
        StoppedRun.afterOneStep(
                new RunRequest<>(file, new Budget.Epochs(EPOCHS), directory, resume, base -> settings),
                new SeriesKind());
    }

    @Test
    void settingsThatContradictAreNamedWithBothValues() {
        Path run = temp.resolve("run");
        TinySeries.train(run, TinySeries.small(file, "--epochs", 1)).done();
        TinySeries.train(run, "--resume", "--window", 11, "--quantiles", "0.5", "--columns", "a")
                .failed(
                        ExitCode.BAD_INPUT,
                        "--window: expected 12 but got 11",
                        "--quantiles: expected [0.1,0.5,0.9] but got [0.5]",
                        "--columns: expected [] but got [\"a\"]");
    }

    @Test
    void anotherSeriesIsRefused() throws IOException {
        Path run = temp.resolve("run");
        TinySeries.train(run, TinySeries.small(file, "--epochs", 1)).done();
        Files.writeString(file, Files.readString(file).replaceFirst("01,[-0-9.]+,", "01,9,"));
        TinySeries.train(run, "--resume").failed(ExitCode.BAD_INPUT, "series.csv", "checksum", "is not the data");
    }
}
