package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.text.TextKind;
import org.gru4j.tasks.text.TextSettings;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeTest {
    @TempDir
    private Path temp;

    private Path corpus;

    @BeforeEach
    void writeCorpus() throws IOException {
        corpus = TinyText.corpus(temp);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.2,0.1"})
    void aRunInterruptedAnywhereEndsWithTheSameBits(double dropout, double zoneout) throws IOException {
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        TinyText.train(
                        whole,
                        TinyText.small(
                                corpus,
                                "--epochs",
                                2,
                                "--dropout",
                                dropout,
                                "--recurrent-dropout",
                                dropout,
                                "--zoneout",
                                zoneout))
                .done();
        stopAfterOneStep(pieces, false, dropout, zoneout);
        for (int k = 0; k < 4; k++) {
            stopAfterOneStep(pieces, true, dropout, zoneout);
        }
        assertEquals(
                5,
                Checkpoint.load(pieces.resolve("model.safetensors")).position().steps());
        TinyText.train(pieces, "--resume").done();
        StoppedRun.assertSameBits(whole, pieces);
        assertStepsIncrease(pieces.resolve("metrics.jsonl"));
    }

    private void stopAfterOneStep(Path directory, boolean resume, double dropout, double zoneout) {
        TextSettings settings = new TextSettings(
                8,
                1,
                TextSettings.DEFAULTS.resetGate(),
                4,
                2,
                8,
                0.02,
                TextSettings.DEFAULTS.warmUp(),
                TextSettings.DEFAULTS.clipNorm(),
                dropout,
                dropout,
                zoneout,
                TextSettings.DEFAULTS.seed());
        StoppedRun.afterOneStep(
                new RunRequest<>(corpus, new Budget.Epochs(2), directory, resume, base -> settings), new TextKind());
    }

    private static void assertStepsIncrease(Path metrics) throws IOException {
        long before = 0;
        for (String line : Files.readAllLines(metrics)) {
            long step = new ObjectMapper().readTree(line).path("step").asLong();
            assertTrue(step > before, () -> "step " + step + " in " + metrics);
            before = step;
        }
    }

    @Test
    void whatWasMeasuredAfterTheCheckpointIsMeasuredAgain() throws IOException {
        Path run = temp.resolve("run");
        stopAfterOneStep(run, false, 0, 0);
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics).replace("\"step\":1", "\"step\":1000"));
        stopAfterOneStep(run, true, 0, 0);
        List<String> lines = Files.readAllLines(metrics);
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("\"step\":2,"), lines.get(0));
    }

    /** A power cut, or two trainings at once, damaged the numbers of a run; its checkpoint is whole. */
    @Test
    void damagedMetricsDoNotKeepARunFromGoingOn() throws IOException {
        Path whole = temp.resolve("whole");
        TinyText.train(whole, TinyText.small(corpus, "--epochs", 2)).done();
        Path run = temp.resolve("run");
        stopAfterOneStep(run, false, 0, 0);
        stopAfterOneStep(run, true, 0, 0);
        stopAfterOneStep(run, true, 0, 0);
        Path metrics = run.resolve("metrics.jsonl");
        List<String> lines = Files.readAllLines(metrics);
        Files.writeString(metrics, lines.get(0) + "\n{\"step\":2,\"se{\"step\":\n" + lines.get(2) + "\n{\"step\"");
        Outcome resumed = TinyText.train(run, "--resume", "--json").done();
        assertTrue(
                resumed.err().contains("warning: " + metrics + ": 2 of 4 lines are damaged and ignored: line 2, 4;"),
                resumed.err());
        assertEquals("warning", resumed.objects().get(1).path("event").asText());
        StoppedRun.assertSameBits(whole, run);
        assertEquals(
                List.of(lines.get(0), lines.get(2)), Files.readAllLines(metrics).subList(0, 2));
        assertStepsIncrease(metrics);
    }

    @Test
    void settingsThatContradictAreNamedWithBothValues() {
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).done();
        TinyText.train(run, "--resume", "--hidden", 16, "--reset-gate", "before", "--zoneout", 0.5)
                .failed(
                        ExitCode.BAD_INPUT,
                        "--hidden: expected 8 but got 16",
                        "--reset-gate: expected after but got before",
                        "--zoneout: expected 0.0 but got 0.5");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1, "--resume")).done();
    }

    @Test
    void anotherTextIsRefused() throws IOException {
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).done();
        Files.writeString(corpus, Files.readString(corpus) + "more");
        TinyText.train(run, "--resume").failed(ExitCode.BAD_INPUT, "corpus.txt", "checksum", "is not the data");
    }

    @Test
    void needsARunToGoOnWith() {
        Outcome.of("train", "text", "--resume").failed(ExitCode.BAD_INPUT, "--resume", "--out DIR");
        TinyText.train(temp.resolve("none"), "--resume")
                .failed(ExitCode.BAD_INPUT, "model.safetensors", "no such file");
    }

    @Test
    void aModelIsNotOverwritten() {
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).done();
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1))
                .failed(ExitCode.BAD_INPUT, run.toString(), "--resume");
    }
}
