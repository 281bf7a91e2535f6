package org.gru4j.cli.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesBadInputTest {
    @TempDir
    private Path temp;

    private Path write(String header, int rows, IntFunction<String> row) throws IOException {
        return Files.writeString(
                temp.resolve("bad.csv"),
                IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", header + "\n", "\n")));
    }

    private void refuses(Path file, String... texts) {
        refuses(file, new Object[0], texts);
    }

    private void refuses(Path file, Object[] more, String... texts) {
        Path run = temp.resolve("run");
        TinySeries.train(run, TinySeries.small(file, more)).failed(ExitCode.BAD_INPUT, texts);
        assertFalse(Files.exists(run), "nothing half-trained");
    }

    @Test
    void filesThatAreNoSeries() throws IOException {
        refuses(temp.resolve("absent.csv"), "absent.csv", "no such file");
        refuses(write("a,b", 160, row -> row == 80 ? "1,x" : "1,2"), "bad.csv, row 82, column 'b'", "'x'");
        refuses(write("a,b", 160, row -> row == 80 ? "1" : "1,2"), "bad.csv, row 82", "expected 2 values");
        refuses(
                write("t,a", 160, row -> "2024-01-0" + (row == 8 ? 8 : row + 1) + "," + row),
                "row 10",
                "expected a time after");
    }

    @Test
    void unknownColumns() throws IOException {
        Object[] columns = {"--columns", "a,c"};
        refuses(TinySeries.file(temp), columns, "'c'", "[day, a, b]");
        TinySeries.train(temp.resolve("run"), "--columns", "sunshine")
                .failed(ExitCode.BAD_INPUT, "'sunshine'", "temp_max");
    }

    @Test
    void seriesThatAreTooShort() throws IOException {
        refuses(
                TinySeries.write(temp.resolve("short.csv"), 20),
                "short.csv",
                "expected at least 16 rows to train on",
                "window 12 and horizon 4",
                "got 14 of 20",
                "too short");
        TinySeries.train(temp.resolve("run"), "--data", TinySeries.file(temp), "--window", 12, "--horizon", 17)
                .failed(ExitCode.BAD_INPUT, "expected at least 17 rows to validate on", "got 16 of 160");
    }

    @Test
    void columnsThatNeverChangeAreLeftOut() throws IOException {
        Path file = write(
                "a,same,none,late", 160, row -> Math.sin(row) + ",7,," + (row < 130 ? "" : Integer.toString(row)));
        JsonNode result = TinySeries.train(temp.resolve("some"), TinySeries.small(file, "--epochs", 1, "--json"))
                .done()
                .last();
        assertEquals(1, result.path("columns").size());
        Outcome outcome = TinySeries.train(temp.resolve("again"), TinySeries.small(file, "--epochs", 1))
                .done();
        for (String text : new String[] {"'same' is always 7.0", "'none' has no value", "'late' has no value"}) {
            assertTrue(outcome.err().contains("column " + text), outcome.err());
        }
        Object[] columns = {"--columns", "a,same"};
        refuses(file, columns, "expected columns that change", "'same' is always 7.0");
        refuses(write("a,b", 160, row -> "1,"), "'a' is always 1.0", "'b' has no value");
    }

    @Test
    void partsWithoutAnyValue() throws IOException {
        refuses(
                write("a", 160, row -> row >= 112 && row < 128 ? "NA" : Integer.toString(row % 5)),
                "expected values in the rows 113 to 128, which are used to validate, but all are missing");
        refuses(write("a", 160, row -> row >= 128 ? "NA" : Integer.toString(row % 5)), "which are used to test");
    }

    @Test
    void aColumnThatEndsBeforeTheTestPartHasNoScore() throws IOException {
        Path file = write("a,b", 160, row -> Math.sin(row) + "," + (row < 120 ? Double.toString(Math.cos(row)) : ""));
        JsonNode columns = TinySeries.train(temp.resolve("run"), TinySeries.small(file, "--epochs", 1, "--json"))
                .done()
                .last()
                .path("columns");
        assertTrue(columns.path("b").path("test_mse").isNull(), columns.toString());
        assertTrue(columns.path("a").path("test_mse").asDouble() > 0, columns.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--window|0",
                "--horizon|-1",
                "--hidden|0",
                "--layers|0",
                "--batch|0",
                "--lr|0",
                "--lr|NaN",
                "--dropout|1",
                "--patience|-1",
                "--season|0",
                "--quantiles|0.5,0.1,0.9",
                "--quantiles|0.1,0.9",
                "--quantiles|0.1,0.2,0.9",
                "--quantiles|0,0.5,1",
                "--quantiles|few",
                "--reset-gate|beside"
            })
    void valuesThatMakeNoSense(String option, String value) throws IOException {
        TinySeries.train(temp.resolve("run"), "--data", TinySeries.file(temp), option, value)
                .failed(ExitCode.BAD_INPUT, option);
    }

    @Test
    void moreOutputsThanThereCanBe() throws IOException {
        TinySeries.train(
                        temp.resolve("run"),
                        "--data",
                        TinySeries.file(temp),
                        "--window",
                        12,
                        "--horizon",
                        4,
                        "--batch",
                        100_000_000)
                .failed(ExitCode.BAD_INPUT, "--batch 100000000", "--window 12", "--horizon 4", "2 columns");
    }

    @Test
    void modelsAreAppliedToTheirColumnsAndRows() throws IOException {
        Path run = temp.resolve("run");
        TinySeries.train(run, TinySeries.small(TinySeries.file(temp), "--epochs", 1))
                .done();
        for (String command : new String[] {"predict", "evaluate"}) {
            Outcome.of(command, "--model", run, "--backend", "reference", "--data", write("a,c", 40, row -> row + ",1"))
                    .failed(ExitCode.BAD_INPUT, "bad.csv", "expected a column of numbers 'b'", "[a, c]");
        }
        Path eleven = write("a,b", 11, row -> row + ",1");
        Outcome.of("predict", "--model", run, "--backend", "reference", "--data", eleven)
                .failed(ExitCode.BAD_INPUT, "bad.csv", "expected at least 12 rows", "got 11");
        Outcome.of("evaluate", "--model", run, "--backend", "reference", "--data", eleven)
                .failed(ExitCode.BAD_INPUT, "bad.csv", "window 12 and horizon 4", "got 11 of 11");
    }
}
