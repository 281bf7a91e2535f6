package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickLogReaderTest {
    @TempDir
    private Path temp;

    private Path file(String text) throws IOException {
        return Files.writeString(temp.resolve("clicks.csv"), text);
    }

    private ClickLog read(String text) throws IOException {
        return ClickLogReader.read(file(text), ClickColumns.ANY);
    }

    @Test
    void rowsOfSessionsMayBeMixed() throws IOException {
        ClickLog log = read("session,item,time\n1,a,10\n2,b,11\n1,c,12\n2,\"d,e\",13.5\n1,a,14\n");
        assertEquals(
                List.of(
                        new ClickSession("1", List.of("a", "c", "a"), 14),
                        new ClickSession("2", List.of("b", "d,e"), 13.5)),
                log.sessions());
        assertEquals(0, log.reordered());
        assertEquals(5, log.clicks());
    }

    @Test
    void clicksAreSortedByTimeAndEqualTimesKeepTheirOrder() throws IOException {
        ClickLog log = read("session,item,time\n1,late,3\n1,first,2\n1,second,2\n1,early,1\n2,a,5\n2,b,5\n");
        assertEquals(
                List.of("early", "first", "second", "late"),
                log.sessions().get(0).items());
        assertEquals(List.of("a", "b"), log.sessions().get(1).items());
        assertEquals(1, log.reordered());
    }

    @Test
    void sessionsOfOneClickAreDroppedAndCounted() throws IOException {
        ClickLog log = read("session,item,time\n1,a,1\n2,a,1\n3,a,1\n2,b,2\n");
        assertEquals(List.of("2"), log.sessions().stream().map(ClickSession::id).toList());
        assertEquals(2, log.singleClicks());
    }

    @ParameterizedTest
    @CsvSource({
        "2016-03-29T10:15:30.5Z,1459246530.5",
        "2016-03-29T10:15:30+02:00,1459239330",
        "2016-03-29T10:15,1459246500",
        "2016-03-29,1459209600"
    })
    void timesMayBeIso8601(String text, double seconds) throws IOException {
        assertEquals(
                seconds,
                read("session,item,time\n1,a,1970-01-01\n1,b," + text + "\n")
                        .sessions()
                        .get(0)
                        .end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SessionId,ItemId,Timestamp", "session_id,item_id,time", "User ID,product-id,DateTime"})
    void columnsAreFoundByTheirHeaders(String header) throws IOException {
        assertEquals(1, read(header + "\n1,a,1\n1,b,2\n").sessions().size());
    }

    @Test
    void columnsMayBeNamedAndOthersAreIgnored() throws IOException {
        Path file = file("x,visit,price,what,when\n9,1,2.5,a,1\n9,1,2.5,b,2\n");
        ClickLog log = ClickLogReader.read(file, new ClickColumns("visit", "what", "when"));
        assertEquals(List.of("a", "b"), log.sessions().get(0).items());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheHeader() throws IOException {
        assertEquals(
                1, read("\uFEFFsession,item,time\n1,a,1\n1,b,2\n").sessions().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1,a,x|row 4: time: expected a number as in the previous rows but got 'x'",
                "1,a,NaN|row 4: time: expected a number as in the previous rows but got 'NaN'",
                "1,a,2020-01-01|row 4: time: expected a number as in the previous rows but got '2020-01-01'",
                "1,,3|row 4: item: expected a value but got none",
                " ,a,3|row 4: session: expected a value but got none",
                "1,a|row 4: expected 3 columns but got 2",
                "1,a,3,4|row 4: expected 3 columns but got 4",
                "1,\"a,3|row 4: "
            })
    void aMalformedRowIsNamed(String row, String message) throws IOException {
        Path file = file("session,item,time\n1,a,1\n1,b,2\n" + row + "\n");
        Exception e = assertThrows(IllegalArgumentException.class, () -> ClickLogReader.read(file, ClickColumns.ANY));
        assertTrue(e.getMessage().startsWith(file + ": " + message), e.getMessage());
    }

    @Test
    void theFirstTimeMustBeATime() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> read("session,item,time\n1,a,today\n"));
        assertTrue(
                e.getMessage().endsWith("row 2: time: expected a number or a time in ISO 8601 but got 'today'"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session,item|column of the time: expected a name like 'time' but got none",
                "session,user,item,time|expected a name like 'session' but got session, user",
                "session,item,item,time|duplicate"
            })
    void aHeaderThatDoesNotTellIsRefused(String header, String message) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> read(header + "\n"));
        assertTrue(e.getMessage().contains("row 1: ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void oneColumnCannotBeTwo() throws IOException {
        Path file = file("session,item,time\n");
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> ClickLogReader.read(file, new ClickColumns("item", "item", "time")));
        assertTrue(e.getMessage().contains("expected three columns but got item, item, time"), e.getMessage());
    }

    @Test
    void aLogWithoutSessionsIsRefused() {
        Exception empty = assertThrows(IllegalArgumentException.class, () -> read("session,item,time\n"));
        assertTrue(empty.getMessage().endsWith("got none: there are no clicks"), empty.getMessage());
        Exception single =
                assertThrows(IllegalArgumentException.class, () -> read("session,item,time\n1,a,1\n2,a,1\n"));
        assertTrue(single.getMessage().endsWith("got none: all 2 have one click"), single.getMessage());
        assertThrows(IllegalArgumentException.class, () -> read(""));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Path missing = temp.resolve("missing.csv");
        Exception e = assertThrows(UncheckedIOException.class, () -> ClickLogReader.read(missing, ClickColumns.ANY));
        assertEquals(missing + ": no such file", e.getMessage());
        Path binary = Files.write(temp.resolve("binary.csv"), new byte[] {'a', (byte) 0xC0, 0, 1});
        e = assertThrows(UncheckedIOException.class, () -> ClickLogReader.read(binary, ClickColumns.ANY));
        assertEquals(binary + ": expected text in UTF-8 but it is something else", e.getMessage());
    }
}
