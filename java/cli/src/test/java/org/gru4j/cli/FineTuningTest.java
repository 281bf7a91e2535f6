package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.backend.Backends;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.music.TinyMusic;
import org.gru4j.cli.series.TinySeries;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tasks.music.MusicKind;
import org.gru4j.tasks.music.MusicSettings;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --from}: training that starts with a model's parameters. */
class FineTuningTest {
    /** So low a rate changes no parameter by as much as half the distance to the next float. */
    private static final double STANDING_STILL = 1e-30;

    @TempDir
    private Path temp;

    private static Outcome train(String task, Path out, Object[] small, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", task, "--backend", "reference", "--json", "--out", out));
        args.addAll(List.of(small));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    /** Options for a small model of a task, but for the learning rate and the budget. */
    private Object[] small(String task) throws IOException {
        return switch (task) {
            case "text" ->
                new Object[] {
                    "--corpus",
                    TinyText.corpus(temp),
                    "--hidden",
                    8,
                    "--embedding",
                    4,
                    "--batch",
                    2,
                    "--sequence-length",
                    8
                };
            case "music" -> new Object[] {"--data", TinyMusic.scales(temp), "--hidden", 8, "--batch", 4};
            case "series" ->
                new Object[] {
                    "--data", TinySeries.file(temp), "--window", 12, "--horizon", 4, "--hidden", 8, "--batch", 16
                };
            case "sessions" -> new Object[] {"--items", 200, "--sessions", 200, "--hidden", 8, "--embedding", 4};
            case "adding" -> new Object[] {"--steps", 6, "--hidden", 4, "--batch", 320};
            default -> throw new IllegalArgumentException(task);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text,validation_bpc",
                "music,test_nll",
                "series,test_mse",
                "sessions,mrr_at_20",
                "adding,test_mse"
            })
    void startsAtTheSavedLoss(String taskAndScore) throws IOException {
        String task = taskAndScore.split(",")[0];
        String score = taskAndScore.split(",")[1];
        Path first = temp.resolve("first");
        double saved = train(task, first, small(task), "--epochs", 2, "--lr", 0.02)
                .done()
                .last()
                .path(score)
                .asDouble();
        JsonNode still = train(
                        task,
                        temp.resolve("still"),
                        small(task),
                        "--epochs",
                        1,
                        "--lr",
                        STANDING_STILL,
                        "--from",
                        first)
                .done()
                .last();
        assertEquals(saved, still.path(score).asDouble());
        JsonNode random = train(task, temp.resolve("random"), small(task), "--epochs", 1, "--lr", STANDING_STILL)
                .done()
                .last();
        assertNotEquals(saved, random.path(score).asDouble());
    }

    @Test
    void saysWhereItStarts() throws IOException {
        Path first = temp.resolve("first");
        train("series", first, small("series"), "--epochs", 1).done();
        Path file = first.resolve("model.safetensors");
        Outcome outcome = train(
                        "series",
                        temp.resolve("second"),
                        small("series"),
                        "--epochs",
                        1,
                        "--dropout",
                        0.5,
                        "--from",
                        file)
                .done();
        assertEquals(file.toString(), outcome.objects().get(0).path("from").asText());
    }

    @Test
    void aRunThatGoesOnEndsWithTheSameBits() throws IOException {
        Path scales = TinyMusic.scales(temp);
        Path first = temp.resolve("first");
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        TinyMusic.train(scales, first, TinyMusic.small("--epochs", 2)).done();
        TinyMusic.train(scales, whole, TinyMusic.small("--epochs", 2, "--from", first))
                .done();
        MusicSettings settings = settings(whole);
        for (int k = 0; k < 3; k++) {
            StoppedRun.afterOneStep(
                    new RunRequest<>(
                            scales, new Budget.Epochs(2), pieces, k > 0, k > 0 ? null : first, base -> settings),
                    new MusicKind());
        }
        TinyMusic.train(scales, pieces, "--resume").done();
        StoppedRun.assertSameBits(whole, pieces);
    }

    private static MusicSettings settings(Path run) {
        try (Checkpoint checkpoint = Checkpoint.load(run.resolve("model.safetensors"))) {
            return new SavedTask(checkpoint, "music").settings(MusicSettings.class);
        }
    }

    @Test
    void theModelMustBeTheOneThatTheSettingsMake() throws IOException {
        Path first = temp.resolve("first");
        train("text", first, small("text"), "--epochs", 1).done();
        Path second = temp.resolve("second");
        Object[] others = small("text");
        others[3] = 9;
        train("text", second, others, "--reset-gate", "before", "--from", first)
                .failed(
                        ExitCode.BAD_INPUT,
                        "--from " + first.resolve("model.safetensors"),
                        "gru hiddenSize: expected 8 but got 9",
                        "gru resetGate: expected after but got before",
                        "dense inputSize: expected 8 but got 9");
        train("text", second, small("text"), "--resume", "--from", first)
                .failed(ExitCode.BAD_INPUT, "--from", "--resume");
        train("text", second, small("text"), "--from", temp.resolve("none"))
                .failed(ExitCode.BAD_INPUT, "none", "no such file");
        train("music", second, small("music"), "--from", first)
                .failed(ExitCode.BAD_INPUT, "expected a model of the task 'music' but got one of 'text'");
        train("music", second, small("music"), "--compare", "--from", first)
                .failed(ExitCode.BAD_INPUT, "--compare", "--from");
        train("adding", second, small("adding"), "--init", "chrono", "--from", first)
                .failed(ExitCode.BAD_INPUT, "--init", "--from");
        assertFalse(Files.exists(second), "nothing half-trained");
    }

    @Test
    void layersOfAnotherKindAreNamed() throws IOException {
        Path first = temp.resolve("first");
        train("music", first, small("music"), "--epochs", 1).done();
        train(
                        "music",
                        temp.resolve("second"),
                        small("music"),
                        "--cell",
                        "lstm",
                        "--recurrent-dropout",
                        0,
                        "--from",
                        first)
                .failed(ExitCode.BAD_INPUT, "layers: expected [gru, dense] but got [lstm, dense]");
        train("music", temp.resolve("second"), small("music"), "--zoneout", 0.25, "--from", first)
                .failed(ExitCode.BAD_INPUT, "gru zoneout: expected 0.0 but got 0.25");
    }

    @Test
    void aTextMustBeOfCharactersThatTheModelKnows() throws IOException {
        Path first = temp.resolve("first");
        Object[] options = small("text");
        train("text", first, options, "--epochs", 1).done();
        options[1] = Files.writeString(temp.resolve("fewer.txt"), "line of text ".repeat(200));
        train("text", temp.resolve("second"), options, "--epochs", 1, "--from", first)
                .done();
        options[1] = Files.writeString(temp.resolve("others.txt"), "line of tEXt ".repeat(200));
        train("text", temp.resolve("third"), options, "--epochs", 1, "--from", first)
                .failed(
                        ExitCode.BAD_INPUT,
                        "others.txt",
                        "expected only characters that the model was trained on",
                        "'E', 'X'");
    }

    @Test
    void aSeriesMustHaveTheModelsColumnsAndIsScaledAsTheyWere() throws IOException {
        Path first = temp.resolve("first");
        Path file = TinySeries.file(temp);
        Object[] options = small("series");
        train("series", first, options, "--epochs", 1).done();
        String text = Files.readString(file);
        Files.writeString(file, text.replaceAll("(?m),([-0-9.]*)$", ",1$1").replace("day,a,1b", "day,a,b"));
        Path second = temp.resolve("second");
        train("series", second, options, "--epochs", 1, "--from", first).done();
        Function<Path, String> scaling =
                run -> Checkpoint.load(run.resolve("model.safetensors")).task("scaling");
        assertEquals(scaling.apply(first), scaling.apply(second));
        Files.writeString(file, text.replace("day,a,b", "day,a,c"));
        train("series", temp.resolve("third"), options, "--epochs", 1, "--from", first)
                .failed(ExitCode.BAD_INPUT, "series.csv", "expected the columns of the model, [a, b], but got [a, c]");
    }

    @Test
    void clicksMustBeOnItemsThatTheModelKnows() throws IOException {
        Path first = temp.resolve("first");
        train("sessions", first, small("sessions"), "--epochs", 1).done();
        Object[] options = small("sessions");
        options[1] = 400;
        train("sessions", temp.resolve("second"), options, "--epochs", 1, "--from", first)
                .failed(ExitCode.BAD_INPUT, "expected clicks to learn from on the", "items that the model knows but");
    }

    @Test
    void aModelFromElsewhereNeedsNoTask() throws IOException {
        Path file = temp.resolve("bare.safetensors");
        Path corpus = TinyText.corpus(temp);
        int characters = (int) Files.readString(corpus)
                        .substring(0, 1800)
                        .codePoints()
                        .distinct()
                        .count()
                + 1;
        ModelSpec spec = ModelSpec.of(
                LayerSpec.embedding(characters, 4), LayerSpec.gru(GruSpec.of(4, 8)), LayerSpec.dense(8, characters));
        try (Sequential model = new Sequential(spec, Backends.named("reference"), 5);
                Trainer trainer = Trainer.builder(
                                model, TokenStreams.forTraining(new int[100], 2, 8), new SoftmaxCrossEntropy())
                        .build()) {
            Checkpoint.save(file, trainer, Map.of());
        }
        train("text", temp.resolve("run"), small("text"), "--epochs", 1, "--from", file)
                .done();
        Object[] options = small("text");
        options[1] = Files.writeString(temp.resolve("fewer.txt"), "line of text ".repeat(200));
        train("text", temp.resolve("second"), options, "--epochs", 1, "--from", file)
                .failed(ExitCode.BAD_INPUT, "embedding vocabularySize: expected " + characters);
    }
}
