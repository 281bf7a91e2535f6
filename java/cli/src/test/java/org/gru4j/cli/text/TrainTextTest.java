package org.gru4j.cli.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.layer.GruLayer;
import org.gru4j.safetensors.SafeTensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTextTest {
    @TempDir
    private Path temp;

    private Path corpus;

    @BeforeEach
    void writeCorpus() throws IOException {
        corpus = TinyText.corpus(temp);
    }

    @Test
    void saysOneObjectALineAndEndsWithTheResult() {
        Outcome outcome = TinyText.train(temp.resolve("run"), TinyText.small(corpus, "--epochs", 2, "--json"))
                .done();
        List<JsonNode> objects = outcome.objects();
        assertEquals("start", objects.get(0).path("event").asText());
        assertTrue(objects.stream().anyMatch(o -> o.path("event").asText().equals("progress")));
        JsonNode result = outcome.last();
        assertEquals("result", result.path("event").asText());
        for (String key : List.of(
                "validation_bpc",
                "chars_per_second",
                "seconds",
                "unigram_bpc",
                "bigram_bpc",
                "ngram5_bpc",
                "parameters")) {
            assertTrue(result.path(key).asDouble() > 0, key);
        }
        assertTrue(
                result.path("validation_bpc").asDouble()
                        < result.path("unigram_bpc").asDouble(),
                "it learned something");
        assertEquals("reference", result.path("backend").asText());
        assertTrue(Files.exists(Path.of(result.path("checkpoint").asText())));
    }

    @Test
    void leavesModelMetricsAndPicture() throws IOException {
        Path run = temp.resolve("run");
        Outcome outcome =
                TinyText.train(run, TinyText.small(corpus, "--epochs", 2)).done();
        assertTrue(outcome.out().contains("5-gram"), outcome.out());
        assertTrue(Checkpoint.load(run.resolve("model.safetensors")).position().steps() > 0);
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        for (String key :
                Set.of("step", "seconds", "loss_bpc", "chars_per_second", "learning_rate", "validation_bpc")) {
            assertTrue(last.path(key).isNumber(), key);
        }
        assertTrue(ImageIO.read(run.resolve("loss.png").toFile()).getWidth() > 100);
    }

    @Test
    void trainsForSeconds() {
        JsonNode result = TinyText.train(temp.resolve("run"), TinyText.small(corpus, "--seconds", 1, "--json"))
                .done()
                .last();
        assertEquals(1, result.path("seconds").asDouble(), 0.5);
    }

    @Test
    void secondsOfARunThatResumesAreTheTotal() {
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--seconds", 1)).done();
        JsonNode result = TinyText.train(run, "--resume", "--seconds", 1.5, "--json")
                .done()
                .last();
        assertEquals(1.5, result.path("seconds").asDouble(), 0.4);
    }

    @Test
    void learnsFromTheSourcesThatComeAlongUnlessToldOtherwise() {
        Outcome outcome = TinyText.train(
                        temp.resolve("run"),
                        "--seconds",
                        0.2,
                        "--hidden",
                        4,
                        "--embedding",
                        2,
                        "--json",
                        "--batch",
                        256)
                .done();
        JsonNode start = outcome.objects().get(0);
        assertTrue(start.path("corpus").asText().contains("Apache-2.0"), start.toString());
        assertTrue(start.path("training_characters").asInt() > 2_000_000, start.toString());
        assertEquals(4.68, outcome.last().path("unigram_bpc").asDouble(), 0.01);
    }

    @Test
    void trainsBothResetGatesAndSeveralLayers() throws IOException {
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1, "--reset-gate", "before", "--layers", 2))
                .done();
        SafeTensors model = SafeTensors.open(run.resolve("model.safetensors"));
        assertArrayEquals(
                new int[] {3, 8}, model.shapes().get("gru.l1.forward.b").toArray());
    }

    @Test
    void trainsWithDropoutAndZoneout() throws IOException {
        Path run = temp.resolve("run");
        JsonNode result = TinyText.train(
                        run,
                        TinyText.small(corpus, "--epochs", 2, "--recurrent-dropout", 0.2, "--zoneout", 0.1, "--json"))
                .done()
                .last();
        assertTrue(
                result.path("validation_bpc").asDouble()
                        < result.path("unigram_bpc").asDouble(),
                "it learned something");
        GruLayer layer = (GruLayer) Checkpoint.load(run.resolve("model.safetensors"))
                .model()
                .layers()
                .get(1);
        assertEquals(0.2, layer.spec().recurrentDropout());
        assertEquals(0.1, layer.spec().zoneout());
    }

    @Test
    void divergenceKeepsTheLastGoodCheckpointAndNamesIt() {
        Path run = temp.resolve("run");
        Outcome outcome = TinyText.train(
                run,
                "--corpus",
                corpus,
                "--epochs",
                5,
                "--hidden",
                8,
                "--embedding",
                4,
                "--batch",
                2,
                "--sequence-length",
                8,
                "--lr",
                "1e38");
        outcome.failed(
                ExitCode.RUN_FAILED,
                "diverged",
                "lower learning rate",
                run.resolve("model.safetensors").toString());
        SafeTensors model = SafeTensors.open(run.resolve("model.safetensors"));
        for (float value : model.floats("dense.W")) {
            assertTrue(Float.isFinite(value));
        }
    }

    @Test
    void aFullDiskEndsTheRunAndKeepsTheCheckpoint() throws IOException {
        Path run = Files.createDirectory(temp.resolve("run"));
        Path full = Files.createSymbolicLink(run.resolve("metrics.jsonl"), Path.of("/dev/full"));
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1))
                .failed(
                        ExitCode.RUN_FAILED,
                        "metrics.jsonl",
                        "No space left",
                        "last good checkpoint is " + run.resolve("model.safetensors"));
        Files.delete(full);
        assertEquals(
                0, Checkpoint.load(run.resolve("model.safetensors")).position().steps());
    }
}
