package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    private Path temp;

    /** T = N = I = H = 1, no bias, h0 = 0: h = (1 − z)·n. */
    private Path golden(String name, double error) throws IOException {
        double z = 1 / (1 + Math.exp(-0.25 * 0.5));
        double n = Math.tanh(0.75 * 0.5);
        return Files.writeString(temp.resolve(name), String.format("""
                {"name": "%s", "framework": "by hand", "dtype": "float64", "T": 1, "N": 1, "I": 1, "H": 1,
                 "num_layers": 1, "bidirectional": false, "bias": false, "gate_order": "r,z,n",
                 "linear_before_reset": true,
                 "x": {"shape": [1, 1, 1], "data": [0.5]},
                 "weights": {"weight_ih_l0": {"shape": [3, 1], "data": [0.125, 0.25, 0.75]},
                             "weight_hh_l0": {"shape": [3, 1], "data": [1, 1, 1]}},
                 "output": {"shape": [1, 1, 1], "data": [%s]}}
                """, name, (1 - z) * n + error));
    }

    @Test
    void theReferencePassesEveryCase() {
        Outcome outcome = Outcome.of("check", "--backend", "reference", "--json").done();
        JsonNode result = outcome.last();
        assertEquals("result", result.path("event").asText());
        assertEquals(0, result.path("failed").asInt(-1));
        assertEquals(outcome.objects().size() - 1, result.path("passed").asInt());
        assertTrue(result.path("passed").asInt() > 20);
        assertTrue(result.path("max_error").asDouble() > 0, "floats are not doubles");
    }

    @Test
    void goldenCasesAreCheckedInFloatsAndOnTheReferenceInDoubles() throws IOException {
        Outcome outcome = Outcome.of("check", "--backend", "reference", "--golden", golden("good.json", 0)).done();
        assertTrue(outcome.out().contains("2 passed, 0 failed"), outcome.out());
        assertTrue(outcome.out().contains("good.json, in doubles"), outcome.out());
    }

    @Test
    void anErrorBeyondItsToleranceFails() throws IOException {
        golden("a.json", 0);
        golden("b.json", 1e-3);
        Outcome outcome = Outcome.of("check", "--backend", "reference", "--golden", temp, "--json");
        assertEquals(ExitCode.CHECK_FAILED, outcome.code());
        assertEquals(2, outcome.last().path("failed").asInt());
        assertEquals(2, outcome.last().path("passed").asInt());
        assertEquals(1e-3, outcome.last().path("max_error").asDouble(), 1e-6);
        Outcome table = Outcome.of("check", "--backend", "reference", "--golden", temp.resolve("b.json"));
        assertTrue(table.out().lines().anyMatch(line -> line.startsWith("FAILED") && line.contains("output")),
                table.out());
    }

    @Test
    void goldenFilesThatCannotBeUsed() throws IOException {
        Outcome.of("check", "--golden", temp.resolve("absent.json"))
                .failed(ExitCode.BAD_INPUT, "absent.json", "no such file");
        Outcome.of("check", "--golden", temp).failed(ExitCode.BAD_INPUT, temp.toString(), "no .json files");
        Path file = golden("good.json", 0);
        Files.writeString(file, Files.readString(file).replace("[3, 1]", "[4, 1]"));
        Outcome.of("check", "--golden", file).failed(ExitCode.BAD_INPUT, "weight_ih_l0", "[3, 1]", "[4, 1]");
    }
}
