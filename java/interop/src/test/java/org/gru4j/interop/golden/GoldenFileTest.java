package org.gru4j.interop.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenFileTest {
    /** One step, one unit, all weights 0: u = r = ½, o = 0, so that h' = h/2 = 0.5. */
    private static final String GOOD = """
            {"name": "tiny", "framework": "by hand", "dtype": "float64", "T": 1, "N": 1, "I": 1, "H": 1,
             "num_layers": 1, "bidirectional": false, "bias": true, "gate_order": "r,z,n", "linear_before_reset": true,
             "x": {"shape": [1, 1, 1], "data": [3]}, "h0": {"shape": [1, 1, 1], "data": [1]},
             "weights": {
               "weight_ih_l0": {"shape": [3, 1], "data": [0, 0, 0]}, "weight_hh_l0": {"shape": [3, 1], "data": [0, 0, 0]},
               "bias_ih_l0": {"shape": [3], "data": [0, 0, 0]}, "bias_hh_l0": {"shape": [3], "data": [0, 0, 0]}},
             "output": {"shape": [1, 1, 1], "data": [0.5]}, "lengths": [1], "unknown": 1}
            """;

    @TempDir
    Path directory;

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("case.json"), text);
    }

    @Test
    void readsACaseThatTheReferenceAgreesWith() throws IOException {
        GoldenCase golden = GoldenFile.read(write(GOOD));
        assertEquals("tiny", golden.toString());
        assertNull(golden.input().dy());
        List<Parity.Comparison> comparisons = golden.compareDoubles();
        assertEquals(1, comparisons.size());
        assertEquals(0, comparisons.get(0).error());
    }

    /** One step, one LSTM cell, all weights 0: i = f = o = ½, g = 0, so that c = c0/2 = 1 and h = ½·tanh 1. */
    private static final String LSTM = """
            {"dtype": "float64", "cell": "lstm", "T": 1, "N": 1, "I": 1, "H": 1,
             "num_layers": 1, "direction": "forward", "bias": false,
             "x": {"shape": [1, 1, 1], "data": [3]}, "c0": {"shape": [1, 1, 1], "data": [2]},
             "weights": {
               "weight_ih_l0": {"shape": [4, 1], "data": [0, 0, 0, 0]},
               "weight_hh_l0": {"shape": [4, 1], "data": [0, 0, 0, 0]}},
             "h_n": {"shape": [1, 1, 1], "data": [0.3807970779778824]},
             "c_n": {"shape": [1, 1, 1], "data": [1]}}
            """;

    @Test
    void anLstmsTwoStatesAreReadAndCompared() throws IOException {
        List<Parity.Comparison> comparisons = GoldenFile.read(write(LSTM)).compareDoubles();
        assertEquals(
                List.of("h_n", "c_n"),
                comparisons.stream().map(Parity.Comparison::tensor).toList());
        assertTrue(comparisons.stream().allMatch(Parity.Comparison::passed));
    }

    @Test
    void anUnknownCellIsNamed() throws IOException {
        Path file = write(LSTM.replace("lstm", "mgu"));
        assertEquals(
                file + ": cell: expected gru, lstm or tanh but got 'mgu'",
                assertThrows(UncheckedIOException.class, () -> GoldenFile.read(file))
                        .getMessage());
    }

    @Test
    void aWrongExpectationFails() throws IOException {
        GoldenCase golden = GoldenFile.read(write(GOOD.replace("[0.5]", "[0.500001]")));
        assertTrue(golden.compareDoubles().stream().noneMatch(Parity.Comparison::passed));
    }

    @Test
    void whatIsNotOfTrainingIsNamed() throws IOException {
        GoldenCase golden = GoldenFile.read(write(GOOD));
        RecurrentOutcome inference =
                new RecurrentOutcome(new TreeMap<>(Map.of("sT", new double[] {0.5}, "y", new double[] {0.5})));
        assertEquals(
                "outcome: expected the outcome of a training pass, with 'dx', but got [sT, y]",
                assertThrows(IllegalArgumentException.class, () -> golden.compare(inference))
                        .getMessage());
    }

    @Test
    void theFilesOwnToleranceCounts() throws IOException {
        GoldenCase golden = GoldenFile.read(
                write(GOOD.replace("[0.5]", "[0.51]").replace("\"lengths\"", "\"tolerance\": 0.1, \"lengths\"")));
        assertTrue(golden.compare(RecurrentOutcome.inDoubles(golden.input())).stream()
                .allMatch(Parity.Comparison::passed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"T\": 1,; ; T: expected a positive integer but it is missing",
                "\"H\": 1; \"H\": 0; H: expected a positive integer but got 0",
                "r,z,n; z,r,n; gate_order: expected 'r,z,n' but got 'z,r,n'",
                "float64; float16; dtype: expected float64 or float32 but got 'float16'",
                "\"bias\": true; \"bias\": 1; bias: expected true or false but got 1",
                "weight_hh_l0; weight_hh; weight_hh_l0: expected {\"shape\": …, \"data\": …} but it is missing",
                "[3, 1], \"data\": [0, 0, 0]; [1, 3], \"data\": [0, 0, 0]; weight_ih_l0: expected [3, 1] but got [1, 3]",
                "\"data\": [3]; \"data\": [3, 4]; x: expected [1, 1, 1] but got [1, 1, 1] with 2 numbers",
                "\"data\": [3]; \"data\": [\"3\"]; x: element 0: expected a number but got \"3\"",
                "\"lengths\": [1]; \"lengths\": [2]; lengths[0]: expected 0 to T = 1 but got 2",
                "\"output\"; \"outputs\"; expected output, h_n or gradients",
                "{\"name\"; [\"name\"; not valid JSON"
            })
    void whatIsWrongIsNamed(String good, String bad, String message) throws IOException {
        Path file = write(GOOD.replace(good, bad == null ? "" : bad));
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> GoldenFile.read(file));
        assertTrue(e.getMessage().startsWith(file + ": " + message), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("none.json");
        assertEquals(
                file + ": no such file",
                assertThrows(UncheckedIOException.class, () -> GoldenFile.readAll(file))
                        .getMessage());
    }

    @Test
    void anEmptyDirectoryIsAnError() {
        assertEquals(
                directory + ": no .json files in this directory",
                assertThrows(UncheckedIOException.class, () -> GoldenFile.readAll(directory))
                        .getMessage());
    }
}
