package org.gru4j.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.gru4j.backend.BackendUnavailableException;
import org.gru4j.backend.WrongResultsException;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
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
    void aBackendThatIsRefusedForWrongResultsIsAFailure() {
        Consumer<String> load = name -> {
            throw name.equals("wrong")
                    ? new WrongResultsException("it computes wrong numbers")
                    : new BackendUnavailableException("it is not for this platform");
        };
        assertTrue(CheckCommand.isAnyRefusedForWrongResults(List.of("elsewhere", "wrong"), load));
        assertFalse(CheckCommand.isAnyRefusedForWrongResults(List.of("elsewhere"), load));
    }

    @Test
    void theReferencePassesEveryCaseOfEveryKernel() {
        Outcome outcome =
                Outcome.of("check", "--backend", "reference", "--json").done();
        JsonNode result = outcome.last();
        assertEquals("result", result.path("event").asText());
        assertEquals(0, result.path("failed").asInt(-1));
        List<JsonNode> kernels = outcome.objects().subList(0, outcome.objects().size() - 1);
        kernels.forEach(kernel -> assertEquals("kernel", kernel.path("event").asText()));
        assertEquals(
                List.of(
                        "gru, reset after",
                        "gru, reset before",
                        "lstm",
                        "tanh",
                        "dense",
                        "embedding",
                        "cross-entropy",
                        "dropout",
                        "scale",
                        "clip by value",
                        "sgd",
                        "sgd, momentum",
                        "rmsprop",
                        "adagrad",
                        "adam",
                        "sum of squares",
                        "noise",
                        "attention",
                        "additive attention",
                        "layer normalisation",
                        "activations",
                        "sums and products",
                        "columns"),
                kernels.stream().map(kernel -> kernel.path("kernel").asText()).toList());
        assertEquals(
                kernels.stream()
                        .mapToInt(kernel -> kernel.path("cases").asInt())
                        .sum(),
                result.path("passed").asInt());
        assertTrue(result.path("passed").asInt() > 100);
        assertTrue(result.path("max_error").asDouble() > 0, "floats are not doubles");
    }

    @Test
    void randomCasesAreCountedByKind() {
        Outcome outcome = Outcome.of(
                        "check",
                        "--backend",
                        "reference",
                        "--random",
                        "--cases",
                        20,
                        "--seed",
                        4,
                        "--cells",
                        "gru-after,tanh",
                        "--threads",
                        "1,2",
                        "--json")
                .done();
        assertEquals(20, outcome.last().path("passed").asInt());
        assertEquals(4, outcome.last().path("seed").asInt());
        List<JsonNode> kinds = outcome.objects().subList(0, outcome.objects().size() - 1);
        assertEquals(
                20, kinds.stream().mapToInt(kind -> kind.path("passed").asInt()).sum());
        assertTrue(kinds.stream().allMatch(kind -> kind.path("kind").asText().matches("(gru-after|tanh), .*")));
    }

    @Test
    void oneRandomCaseRunsAgain() {
        String code = "gru-after,panel,threads=2,T=16,N=8,I=10,H=8,ragged,seed=7";
        Outcome outcome = Outcome.of("check", "--backend", "reference", "--random", "--case", code)
                .done();
        assertTrue(outcome.out().startsWith("passed: "), outcome.out());
        JsonNode result = Outcome.of("check", "--backend", "reference", "--random", "--case", code, "--json")
                .done()
                .last();
        assertEquals(
                "./gru4j check --backend reference --random --case " + code,
                result.path("command").asText());
    }

    @Test
    void optionsThatDoNotGoTogether() throws IOException {
        Outcome.of("check", "--random", "--golden", golden("good.json", 0))
                .failed(ExitCode.BAD_INPUT, "--random", "--golden");
        Outcome.of("check", "--threads", "1,2").failed(ExitCode.BAD_INPUT, "--threads", "one number");
        Outcome.of("check", "--random", "--case", "gru,seed=7")
                .failed(ExitCode.BAD_INPUT, "gru,seed=7", "cell is missing");
        Outcome.of("check", "--random", "--case", "x", "--cases", 3).failed(ExitCode.BAD_INPUT, "--case");
        Outcome.of("check", "--random", "--cells", "gru").failed(ExitCode.BAD_INPUT, "--cells", "gru-after", "'gru'");
        Outcome.of("check", "--random", "--case", "lstm,panel,threads=2,T=1,N=8,I=10,H=8,masks=state,seed=7")
                .failed(ExitCode.BAD_INPUT, "masks", "lstm");
        Outcome.of("check", "--random", "--seconds", 0).failed(ExitCode.BAD_INPUT, "--seconds", "positive");
    }

    @Test
    void goldenCasesAreCheckedInFloatsAndOnTheReferenceInDoubles() throws IOException {
        Outcome outcome = Outcome.of("check", "--backend", "reference", "--golden", golden("good.json", 0))
                .done();
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
        assertTrue(
                table.out().lines().anyMatch(line -> line.startsWith("FAILED") && line.contains("output")),
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
