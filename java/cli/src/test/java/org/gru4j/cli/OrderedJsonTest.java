package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.cli.sessions.TinySessions;
import org.gru4j.cli.text.TinyText;
import org.gru4j.tasks.output.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of objects for programs come in the same order in every process. */
class OrderedJsonTest {
    @TempDir
    private Path temp;

    @Test
    void mapsWithoutAnOrderAreSorted() {
        Map<String, Object> unordered = Map.of(
                "one",
                1,
                "two",
                2,
                "three",
                Map.of("y", 1, "x", 2),
                "four",
                List.of(Map.of("b", 1.5f, "a", new int[] {1})),
                "five",
                "5",
                "six",
                true,
                "seven",
                7L);
        assertEquals(
                "{\"five\":\"5\",\"four\":[{\"a\":[1],\"b\":1.5}],\"one\":1,\"seven\":7,\"six\":true,"
                        + "\"three\":{\"x\":2,\"y\":1},\"two\":2}",
                Json.line(unordered));
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("two", 2);
        ordered.put("one", null);
        ordered.put("nested", Collections.unmodifiableMap(new LinkedHashMap<>(Map.of("k", 1))));
        assertEquals("{\"two\":2,\"one\":null,\"nested\":{\"k\":1}}", Json.line(ordered));
    }

    @Test
    void resultsComeInTheirOrder() throws IOException {
        Path corpus = TinyText.corpus(temp);
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).done();
        assertEquals(
                List.of("event", "bpc", "characters", "task", "backend", "threads", "checkpoint"),
                keys(Outcome.of("evaluate", "--model", run, "--data", corpus, "--backend", "reference", "--json")
                        .done()
                        .last()));
        JsonNode start = Outcome.of(
                        "train",
                        "adding",
                        "--steps",
                        6,
                        "--hidden",
                        8,
                        "--batch",
                        640,
                        "--epochs",
                        1,
                        "--backend",
                        "reference",
                        "--json",
                        "--out",
                        temp.resolve("adding"))
                .done()
                .objects()
                .get(0);
        assertEquals(
                List.of(
                        "event",
                        "task",
                        "backend",
                        "threads",
                        "parameters",
                        "data",
                        "sequence_steps",
                        "baseline_mse",
                        "step",
                        "settings"),
                keys(start));
    }

    @Test
    void predictionsComeInTheirOrder() throws IOException {
        Path log = TinySessions.log(temp);
        Path run = temp.resolve("run");
        List<Object> train = new ArrayList<>(List.of("train", "sessions", "--backend", "reference", "--out", run));
        train.addAll(Arrays.asList(TinySessions.small(log)));
        train.addAll(List.of("--epochs", 1));
        Outcome.of(train.toArray()).done();
        JsonNode first = Outcome.of("predict", "--model", run, "--data", log, "--backend", "reference", "--json")
                .done()
                .objects()
                .get(0);
        assertEquals(List.of("event", "session", "items"), keys(first));
        assertEquals(List.of("item", "score"), keys(first.path("items").path(0)));
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
