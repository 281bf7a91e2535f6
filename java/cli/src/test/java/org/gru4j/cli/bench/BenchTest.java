package org.gru4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
    private static final String SHAPE = "2,3,4,5";

    @TempDir
    private Path temp;

    @Test
    void aKernelIsOneObject() {
        Outcome outcome = Outcome.of("bench", "kernel", "--shapes", SHAPE, "--rounds", 2, "--json")
                .done();
        JsonNode kernel = only("kernel", outcome);
        assertEquals(
                List.of(
                        "event",
                        "shape",
                        "cell",
                        "reset_gate",
                        "mode",
                        "strategy",
                        "ms_min",
                        "ms_median",
                        "gflops",
                        "peak_share",
                        "peak_gflops"),
                names(kernel));
        assertEquals("[2,3,4,5]", kernel.path("shape").toString());
        assertEquals("gru", kernel.path("cell").asText());
        assertEquals("after", kernel.path("reset_gate").asText());
        assertEquals("train", kernel.path("mode").asText());
        double median = kernel.path("ms_median").asDouble();
        double gflops = kernel.path("gflops").asDouble();
        double min = kernel.path("ms_min").asDouble();
        assertTrue(min > 0 && min <= median, kernel.toString());
        assertEquals(6e-6 * 2 * 3 * 15 * 9 / median, gflops, 1e-9 * gflops);
        assertEquals(
                gflops / kernel.path("peak_gflops").asDouble(),
                kernel.path("peak_share").asDouble(),
                1e-12);
        assertEquals("result", outcome.last().path("event").asText());
        assertEquals(2, outcome.last().path("rounds").asInt());
    }

    /** The one object of that name; there are warnings besides, of a backend that is broken here. */
    private static JsonNode only(String event, Outcome outcome) {
        List<JsonNode> found = outcome.objects().stream()
                .filter(o -> o.path("event").asText().equals(event))
                .toList();
        assertEquals(1, found.size(), outcome.out());
        return found.get(0);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyCombinationTakesTurnsAndPicturesAreDrawn() {
        Path out = temp.resolve("new/pictures");
        Outcome outcome = Outcome.of(
                        "bench",
                        "kernel",
                        "--shapes",
                        SHAPE,
                        "--rounds",
                        1,
                        "--mode",
                        "train,infer",
                        "--reset-gate",
                        "after,before",
                        "--strategy",
                        "auto,primitive",
                        "--out",
                        out)
                .done();
        assertEquals(
                8, outcome.out().lines().filter(line -> line.startsWith(SHAPE)).count(), outcome.out());
        assertTrue(Files.exists(out.resolve("kernel.png")) && Files.exists(out.resolve("roofline.png")));
    }

    @Test
    void aStepIsTakenApart() {
        JsonNode step = only(
                "step",
                Outcome.of("bench", "step", "--shapes", SHAPE, "--rounds", 1, "--json", "--out", temp)
                        .done());
        assertTrue(step.path("characters_per_second").asDouble() > 0);
        assertEquals(10, step.path("parts").size());
        double sum = 0;
        for (JsonNode part : step.path("parts")) {
            sum += part.path("share").asDouble();
        }
        assertEquals(1, sum, 1e-9);
        assertTrue(Files.exists(temp.resolve("step.png")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "--shapes 2,3,4 T,N,I,H",
                "--shapes 2,3,4,0 positive",
                "--shapes a,b,c,d T,N,I,H",
                "--cell lstm --cell",
                "--reset-gate beside --reset-gate",
                "--mode sleep --mode",
                "--strategy magic magic",
                "--rounds 0 --rounds",
                "--rounds many --rounds",
                "--threads 0 threads"
            })
    void argumentsThatMakeNoSense(String option, String value, String named) {
        Outcome.of("bench", "kernel", option, value).failed(ExitCode.BAD_INPUT, named);
        Outcome.of("bench", "peers", option, value).failed(ExitCode.BAD_INPUT, named);
    }

    @Test
    void whatIsMissing() throws IOException {
        Outcome.of("bench").failed(ExitCode.BAD_INPUT, "kernel, step, peers");
        Outcome.of("bench", "peers", "--shapes", SHAPE).failed(ExitCode.BAD_INPUT, "not built", "-Ppeers");
        Path file = Files.writeString(temp.resolve("file"), "");
        Outcome.of("bench", "step", "--shapes", SHAPE, "--out", file).failed(ExitCode.BAD_INPUT, "--out " + file);
        Outcome.of("bench", "step", "--shapes", "1,2").failed(ExitCode.BAD_INPUT, "1,2");
        assertTrue(Outcome.of("bench", "peers", "--help").done().out().contains("PyTorch"));
    }
}
