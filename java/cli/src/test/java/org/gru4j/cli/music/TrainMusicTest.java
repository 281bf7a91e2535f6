package org.gru4j.cli.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainMusicTest {
    @TempDir
    private Path temp;

    private Path scales;

    @BeforeEach
    void writeScales() throws IOException {
        scales = TinyMusic.scales(temp);
    }

    @ParameterizedTest
    @CsvSource({"gru", "lstm", "tanh"})
    void everyCellLearnsMoreThanKeyFrequencies(String cell) {
        JsonNode result = TinyMusic.train(
                        scales,
                        temp.resolve("run"),
                        TinyMusic.small(
                                "--cell",
                                cell,
                                "--epochs",
                                40,
                                "--dropout",
                                0,
                                "--input-dropout",
                                0,
                                "--recurrent-dropout",
                                0,
                                "--json"))
                .done()
                .last();
        assertEquals("result", result.path("event").asText());
        assertEquals(cell, result.path("cell").asText());
        assertTrue(
                result.path("test_nll").asDouble()
                        < result.path("key_frequencies_nll").asDouble(),
                result.toString());
        for (String key : List.of(
                "validation_nll", "test_nll_all", "last_frame_nll", "parameters", "seconds", "frames_per_second")) {
            assertTrue(result.path(key).asDouble() > 0, key);
        }
    }

    @Test
    void leavesAPieceAsMidiAndPictureThatItsSeedWritesAgain() throws IOException {
        Path run = temp.resolve("run");
        JsonNode result = TinyMusic.train(scales, run, TinyMusic.small("--epochs", 2, "--seed", 7, "--json"))
                .done()
                .last();
        assertEquals(run.resolve("piece-7.mid").toString(), result.path("midi").asText());
        assertTrue(ImageIO.read(run.resolve("piece-7.png").toFile()).getWidth() > 100);
        Path out = temp.resolve("again");
        generate(run, "--out", out, "--seed", 7).done();
        assertArrayEquals(
                Files.readAllBytes(run.resolve("piece-7.mid")), Files.readAllBytes(out.resolve("piece-7.mid")));
        generate(run, "--out", out, "--seed", 8, "--length", 16, "--temperature", 0.5)
                .done();
        assertFalse(Arrays.equals(
                Files.readAllBytes(out.resolve("piece-7.mid")), Files.readAllBytes(out.resolve("piece-8.mid"))));
    }

    private static Outcome generate(Path run, Object... more) {
        return Outcome.of(args(List.of("generate", "--backend", "reference", "--model", run), more));
    }

    private static Object[] args(List<Object> first, Object... more) {
        List<Object> args = new ArrayList<>(first);
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    void whatCanNotBeGeneratedIsNamed() {
        Path run = temp.resolve("run");
        TinyMusic.train(scales, run, TinyMusic.small("--epochs", 1)).done();
        generate(run, "--length", 0).failed(ExitCode.BAD_INPUT, "--length", "0");
        generate(run, "--temperature", "NaN").failed(ExitCode.BAD_INPUT, "--temperature", "NaN");
        generate(run, "--prompt", "la").failed(ExitCode.BAD_INPUT, "--prompt", "silence");
    }

    @Test
    void evaluateGivesTheNumbersThatTrainingPrinted() {
        Path run = temp.resolve("run");
        JsonNode trained = TinyMusic.train(scales, run, TinyMusic.small("--epochs", 3, "--json"))
                .done()
                .last();
        JsonNode again = Outcome.of("evaluate", "--backend", "reference", "--model", run, "--json")
                .done()
                .last();
        assertEquals(trained.path("test_nll").asDouble(), again.path("test_nll").asDouble());
        assertEquals(
                trained.path("test_nll_all").asDouble(),
                again.path("test_nll_all").asDouble());
        assertEquals(2, again.path("pieces").asInt());
        JsonNode whole = Outcome.of("evaluate", "--backend", "reference", "--model", run, "--data", scales, "--json")
                .done()
                .last();
        assertEquals(20, whole.path("pieces").asInt(), "a list without splits is scored as a whole");
    }

    @Test
    void validationEndsTheTrainingAndChoosesTheModel() {
        JsonNode result = TinyMusic.train(
                        scales,
                        temp.resolve("run"),
                        "--hidden",
                        8,
                        "--epochs",
                        200,
                        "--lr",
                        0.5,
                        "--patience",
                        2,
                        "--json")
                .done()
                .last();
        assertTrue(result.path("epochs").asDouble() < 200, result.toString());
        assertTrue(result.path("best_step").asLong() < result.path("steps").asLong(), result.toString());
    }

    @Test
    void learnsFromMadeChoralesUnlessToldOtherwise() {
        Outcome outcome = Outcome.of(
                        "train",
                        "music",
                        "--backend",
                        "reference",
                        "--hidden",
                        2,
                        "--batch",
                        200,
                        "--epochs",
                        1,
                        "--out",
                        temp.resolve("run"),
                        "--json")
                .done();
        assertTrue(outcome.objects().get(0).path("data").asText().contains("synthetic chorales"), outcome.out());
    }

    @Test
    void comparesTheCellsAtEqualParameters() throws IOException {
        Path out = temp.resolve("compared");
        Outcome outcome = TinyMusic.train(scales, out, TinyMusic.small("--compare", "--epochs", 2, "--json"))
                .done();
        JsonNode rows = outcome.last().path("comparison");
        assertEquals(3, rows.size());
        double gru = rows.get(0).path("parameters").asDouble();
        for (JsonNode row : rows) {
            // one unit more of the widest cell, an LSTM of 8 units, is 4·(88+2·8+2) + 88 parameters
            assertEquals(gru, row.path("parameters").asDouble(), (4 * (88 + 2 * 8 + 2) + 88) / 2.0, row.toString());
            assertTrue(Files.exists(out.resolve(row.path("cell").asText()).resolve("model.safetensors")));
        }
        assertTrue(ImageIO.read(out.resolve("comparison.png").toFile()).getWidth() > 100);
    }

    @Test
    void settingsThatContradictAreNamed() {
        Path run = temp.resolve("run");
        TinyMusic.train(scales, run, TinyMusic.small("--cell", "lstm", "--zoneout", 0.1))
                .failed(ExitCode.BAD_INPUT, "--zoneout", "lstm");
        TinyMusic.train(scales, run, TinyMusic.small("--cell", "tanh", "--recurrent-dropout", 0.1))
                .failed(ExitCode.BAD_INPUT, "--recurrent-dropout", "tanh");
        TinyMusic.train(scales, run, TinyMusic.small("--compare", "--cell", "lstm"))
                .failed(ExitCode.BAD_INPUT, "--compare", "--cell lstm");
        TinyMusic.train(scales, run, TinyMusic.small("--compare", "--resume"))
                .failed(ExitCode.BAD_INPUT, "--compare", "--resume");
        assertFalse(Files.exists(run));
    }

    @ParameterizedTest
    @CsvSource({
        "--hidden,0",
        "--layers,0",
        "--batch,0",
        "--lr,0",
        "--lr,NaN",
        "--input-dropout,1",
        "--dropout,-0.1",
        "--recurrent-dropout,1",
        "--zoneout,NaN",
        "--weight-decay,-1",
        "--patience,0",
        "--frames-per-beat,0",
        "--cell,gated",
        "--seed,one"
    })
    void valuesThatMakeNoSense(String option, String value) {
        TinyMusic.train(scales, temp.resolve("run"), option, value).failed(ExitCode.BAD_INPUT, option, value);
    }
}
