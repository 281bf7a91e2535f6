package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.tasks.run.RunPlan;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.text.TextKind;
import org.gru4j.tasks.text.TextSettings;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One training at a time writes into a directory; others may read there. */
class RunLockTest {
    @TempDir
    private Path temp;

    private Path corpus;
    private Path run;

    @BeforeEach
    void writeCorpus() throws IOException {
        corpus = TinyText.corpus(temp);
        run = temp.resolve("run");
    }

    private TrainingProcess training(Object... more) {
        return TrainingProcess.onReference("text", run, List.of(TinyText.small(corpus, more)), temp.resolve("log"));
    }

    @Test
    void aSecondTrainingIsRefusedUntilTheFirstHasEnded() throws IOException, InterruptedException {
        TrainingProcess training = training("--seconds", 600, "--save-every", 0);
        Process first = training.start();
        try {
            assertTrue(training.awaitStepAfter(-1, first) && training.awaitStepAfter(0, first), training::said);
            TinyText.train(run, "--resume")
                    .failed(
                            ExitCode.BAD_INPUT,
                            "--out " + run + ": another training (process " + first.pid() + ") is writing there",
                            "choose another directory");
            TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).failed(ExitCode.BAD_INPUT, run.toString());
            Outcome.of("evaluate", "--model", run, "--data", corpus, "--backend", "reference")
                    .done();
            Outcome.of("generate", "--model", run, "--prompt", "line", "--length", 5, "--backend", "reference")
                    .done();
            assertTrue(first.isAlive(), training::said);
        } finally {
            first.destroyForcibly().waitFor();
        }
        TinyText.train(run, "--resume", "--seconds", 0.01).done();
    }

    @Test
    void aDirectoryThatIsLockedButHasNoModelYetIsRefused() {
        TextSettings d = TextSettings.DEFAULTS;
        TextSettings small =
                new TextSettings(8, 1, d.resetGate(), 4, 2, 8, 0.02, d.warmUp(), d.clipNorm(), 0, 0, 0, d.seed());
        try (RunPlan plan =
                RunPlan.of(new RunRequest<>(corpus, new Budget.Epochs(1), run, false, base -> small), new TextKind())) {
            assertFalse(Files.exists(plan.files().model()));
            TinyText.train(run, TinyText.small(corpus, "--epochs", 1))
                    .failed(ExitCode.BAD_INPUT, "--out " + run + ": another training (this process) is writing there");
        }
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).done();
    }

    /** What asks a process to end makes it save where it stands; long before the next checkpoint here. */
    @Test
    void aProcessThatIsAskedToEndSavesFirst() throws IOException, InterruptedException {
        TrainingProcess training = training("--seconds", 600, "--save-every", 3600);
        Process process = training.start();
        try {
            assertTrue(training.awaitStepAfter(-1, process), training::said);
            while (Files.size(run.resolve("metrics.jsonl")) == 0) {
                assertTrue(process.isAlive(), training::said);
                Thread.sleep(5);
            }
            assertEquals(0, training.steps());
            process.destroy(); // SIGTERM
            training.exitCode(process);
        } finally {
            process.destroyForcibly();
        }
        assertTrue(training.steps() > 0, training::said);
        assertTrue(
                training.said().contains("stopped after step " + training.steps() + ", saved in " + training.model()),
                training::said);
    }

    @Test
    void aRunThatFailsBeforeItsFirstCheckpointNamesNone() throws IOException {
        Files.createDirectories(run.resolve("metrics.jsonl"));
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1))
                .failed(ExitCode.RUN_FAILED, "metrics.jsonl: could not be written", "; there is no checkpoint yet");
    }
}
