package org.gru4j.tasks.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesReaderTest {
    @TempDir
    private Path temp;

    private Series read(String csv, String... columns) throws IOException {
        return SeriesReader.read(Files.writeString(temp.resolve("s.csv"), csv), List.of(columns));
    }

    private String messageOf(String csv, String... columns) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(csv, columns))
                .getMessage();
        String start = "series " + temp.resolve("s.csv");
        assertTrue(message.startsWith(start), message);
        return message.substring(start.length());
    }

    @Test
    void readsNumbersTimesAndGaps() throws IOException {
        Series series = read(
                "\uFEFFa, time ,\"b, c\"\r\n1,2024-01-31,-2.5\r\n\r\n" + ",2024-02-01,1e3\r\nNA,2024-02-03, nan \r\n");
        assertEquals(List.of("a", "b, c"), series.columns());
        assertEquals(3, series.rows());
        assertEquals(1, series.value(0, 0));
        assertEquals(-2.5, series.value(0, 1));
        assertEquals(1000, series.value(1, 1));
        assertEquals(Double.NaN, series.value(1, 0));
        assertEquals(Double.NaN, series.value(2, 0));
        assertEquals(Double.NaN, series.value(2, 1));
        assertEquals("2024-02-03", series.time(2));
    }

    @Test
    void timesAreNoMust() throws IOException {
        Series series = read("a\n1\n\n3");
        assertEquals(3, series.rows());
        assertEquals(Double.NaN, series.value(1, 0), "an empty line of a file of one column is a missing value");
        assertEquals("3", series.time(2));
    }

    @Test
    void columnsAreReadInTheOrderAskedFor() throws IOException {
        Series series = read("t,a,b,kind\n2024-01,1,2,x\n2024-02,3,4,y\n", "b", "a");
        assertEquals(List.of("b", "a"), series.columns());
        assertEquals(4, series.value(1, 0));
        assertEquals(series.checksum(), read("b,a\n2,1\n4,3").checksum());
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29,2024-03-01",
        "2024-02,2024-03",
        "2024/02/28 23:00,2024/02/29",
        "2024-01-01T00:00,2024-01-01 00:01",
        "2024-01-01 00:00:00,2024-01-01 00:00:00.5",
        "2024-01-01T12:00+02:00,2024-01-01T11:00Z"
    })
    void recognisesTimes(String first, String second) throws IOException {
        assertEquals(second, read("v,when\n1," + first + "\n2," + second).time(1));
        assertEquals(
                ", column 'when', row 3: expected a time after " + second + " but got " + first,
                messageOf("v,when\n1," + second + "\n2," + first));
        assertEquals(
                ", column 'when', row 3: expected a time after " + first + " but got " + first,
                messageOf("v,when\n1," + first + "\n2," + first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-30", "", "NA", "31.12.2024", "12"})
    void namesTheRowOfWhatIsNoTime(String text) {
        assertEquals(
                ", column 'when', row 4: expected a time but got '" + text + "'",
                messageOf("when,v\n2024-01-01,1\n2024-01-02,1\n" + text + ",1\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4;7", "0x10", "1e999", "Infinity", "1d", "--", "1 000"})
    void namesRowAndColumnOfWhatIsNoNumber(String text) {
        assertEquals(
                ", row 4, column 'b': expected a finite number or nothing but got '" + text + "'",
                messageOf("a,b\n1,2\n1,3\n1," + text + "\n"));
    }

    @Test
    void textIsRefusedUnlessOthersAreChosen() throws IOException {
        String csv = "date,kind,a,b\n2024-01-01,rain,1,2\n2024-01-02,sun,3,4\n";
        assertEquals(
                ", row 2, column 'kind': expected a finite number or nothing but got 'rain'; columns of numbers,"
                        + " which --columns can select: a,b",
                messageOf(csv));
        assertEquals(2, read(csv, "a", "b").rows());
        assertEquals(
                ": expected a column of numbers 'c' but there are only [date, kind, a, b]", messageOf(csv, "a", "c"));
        assertEquals(": expected a column of numbers 'date' but it contains the times", messageOf(csv, "date"));
        assertEquals(
                "columns: expected each column once but got [a, a]",
                assertThrows(IllegalArgumentException.class, () -> read(csv, "a", "a"))
                        .getMessage());
        assertEquals(
                ": expected columns of numbers but found only 'd', the column of times", messageOf("d\n2024-01-01\n"));
    }

    @Test
    void namesMalformedRows() {
        assertEquals(
                ", row 3: expected 2 values, as many as the header has names, but got 3",
                messageOf("a,b\n1,2\n1,2,3\n"));
        assertEquals(
                ", row 4: expected 2 values, as many as the header has names, but got 1", messageOf("a,b\n1,2\n\n1\n"));
        assertTrue(messageOf("a,b\n1,2\n\"1\"x,2\n").startsWith(", row 3: expected CSV but "));
        assertTrue(messageOf("a,b\n1,2\n\"1,2\n3,4\n").startsWith(", row 3: expected CSV but "));
    }

    @Test
    void namesWhatIsWrongWithTheHeader() {
        String start = ", row 1: expected a header with the columns' names but column ";
        assertEquals(start + "2 is the number 2.5", messageOf("a,2.5\n1,2\n"));
        assertEquals(start + "2 is empty", messageOf("a,,b\n1,2,3\n"));
        assertEquals(start + "3 has the name of an earlier one, 'a'", messageOf("a,b,a\n1,2,3\n"));
        assertEquals(": expected a header and rows of values but the file is empty", messageOf(""));
        assertEquals(": expected a header and rows of values but the file has only a header", messageOf("a,b\n\n"));
    }

    @Test
    void namesFilesThatAreNoText() throws IOException {
        Path file = Files.write(temp.resolve("latin.csv"), "a\n1\nä\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SeriesReader.read(file, List.of()))
                .getMessage()
                .endsWith("expected text in UTF-8 but it is something else"));
        Path missing = temp.resolve("missing.csv");
        assertEquals(
                "series " + missing + ": can't be read: no such file",
                assertThrows(UncheckedIOException.class, () -> SeriesReader.read(missing, List.of()))
                        .getMessage());
    }

    @Test
    void seattlesWeatherComesAlong() {
        Series series = SeriesReader.builtIn();
        assertEquals(List.of("precipitation", "temp_max", "temp_min", "wind"), series.columns());
        assertEquals(1461, series.rows(), "four years");
        assertEquals("2012-01-01", series.time(0));
        assertEquals("2015-12-31", series.time(1460));
        assertEquals(12.8, series.value(0, 1));
        for (int row = 0; row < series.rows(); row++) {
            assertTrue(series.value(row, 1) >= series.value(row, 2), "highest and lowest, row " + row);
        }
    }
}
