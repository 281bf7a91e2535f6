package org.gru4j.cli.adding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.StoppedRun;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.tasks.adding.AddingKind;
import org.gru4j.tasks.adding.AddingSettings;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainAddingTest {
    @TempDir
    private Path temp;

    /** {@code train adding} for a small model on the reference backend, with more options. */
    private static Outcome train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "adding", "--backend", "reference", "--out", out));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    private static Outcome trainSmall(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("--steps", 6, "--hidden", 8, "--lr", 0.02));
        args.addAll(List.of(more));
        return train(out, args.toArray());
    }

    @Test
    void learnsToAddBetterThanTheMean() throws IOException {
        Path run = temp.resolve("run");
        Outcome outcome = trainSmall(run, "--epochs", 3, "--json").done();
        JsonNode result = outcome.last();
        assertEquals(1 / 6.0, result.path("baseline_mse").asDouble());
        assertTrue(result.path("test_mse").asDouble() < 0.05, result.toString());
        assertTrue(result.path("validation_mse").asDouble() < 0.05, result.toString());
        assertEquals(3 * 8 * (2 + 8) + 4 * 8 + 8 + 1, result.path("parameters").asInt());
        assertEquals(3 * 100, result.path("steps").asInt());
        assertEquals(
                3,
                outcome.objects().stream().filter(o -> o.has("validation_loss")).count(),
                "one each epoch");
        assertTrue(ImageIO.read(run.resolve("loss.png").toFile()).getWidth() > 100);
    }

    /** Of the biases [4,H] the first row, which a learning rate this low leaves where it was initialised. */
    private static float[] updateBiases(Path run, int steps, String init) {
        train(run, "--steps", steps, "--hidden", 64, "--lr", 1e-9, "--epochs", 1, "--batch", 3200, "--init", init)
                .done();
        return Arrays.copyOf(SafeTensors.open(run.resolve("model.safetensors")).floats("gru.l0.forward.b"), 64);
    }

    @Test
    void memoriesAreAsLongAsTheSequence() {
        double longest = 0;
        for (float bias : updateBiases(temp.resolve("chrono"), 20, "chrono")) {
            double u = 1 / (1 + Math.exp(-bias));
            assertTrue(1 / (1 - u) >= 2 - 1e-5 && 1 / (1 - u) <= 20 + 1e-3, "forgets over " + 1 / (1 - u));
            longest = Math.max(longest, 1 / (1 - u));
        }
        assertTrue(longest > 15, "the longest of 64 is " + longest);
        for (float bias : updateBiases(temp.resolve("uniform"), 20, "uniform")) {
            assertEquals(0, bias, 1 / Math.sqrt(64) + 1e-6);
        }
    }

    @Test
    void evaluationIsOnOtherSequences() {
        Path run = temp.resolve("run");
        double trained = trainSmall(run, "--epochs", 2, "--json")
                .done()
                .last()
                .path("test_mse")
                .asDouble();
        JsonNode result = Outcome.of("evaluate", "--model", run, "--backend", "reference", "--json")
                .done()
                .last();
        double evaluated = result.path("test_mse").asDouble();
        assertNotEquals(trained, evaluated);
        // A mean of 4,096 squared errors has a standard error of √(kurtosis − 1) ÷ 64 of itself; kurtosis is below 20.
        assertEquals(trained, evaluated, 5 * Math.sqrt(2) * Math.sqrt(19) / 64 * trained);
        assertEquals(2, result.path("seed").asInt());
        assertEquals(1 / 6.0, result.path("baseline_mse").asDouble());
        Outcome.of("evaluate", "--model", run, "--data", temp, "--backend", "reference")
                .failed(ExitCode.BAD_INPUT, "--data", "synthetic", temp.toString());
        Outcome.of("predict", "--model", run, "--backend", "reference")
                .failed(ExitCode.BAD_INPUT, "--model", "adding", "can't be used with predict");
    }

    @Test
    void aRunThatGoesOnEndsWithTheSameBits() {
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        trainSmall(whole, "--epochs", 2).done();
        for (int k = 0; k < 3; k++) {
            StoppedRun.afterOneStep(
                    new RunRequest<AddingSettings>(
                            null,
                            new Budget.Epochs(2),
                            pieces,
                            k > 0,
                            base -> new AddingSettings(
                                    6, 8, base.resetGate(), base.initialisation(), base.batch(), 0.02, base.seed())),
                    new AddingKind());
        }
        train(pieces, "--resume").done();
        StoppedRun.assertSameBits(whole, pieces);
    }

    @ParameterizedTest
    @CsvSource({"--steps,1", "--hidden,0", "--batch,0", "--lr,0", "--lr,NaN", "--reset-gate,beside", "--init,large"})
    void valuesThatMakeNoSense(String option, String value) {
        train(temp.resolve("run"), option, value).failed(ExitCode.BAD_INPUT, option, value);
    }

    @Test
    void settingsThatContradictAreNamedWithBothValues() {
        Path run = temp.resolve("run");
        trainSmall(run, "--epochs", 1).done();
        train(run, "--resume", "--steps", 7).failed(ExitCode.BAD_INPUT, "--steps: expected 6 but got 7");
    }
}
