package org.gru4j.tasks.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FutureTimesTest {
    private static Series series(String... times) {
        return new Series("s", List.of("a"), List.of(times), new double[times.length]);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-27,2024-02-28,2024-02-29,2024-03-01",
        "2024-02,2024-03,2024-04,2024-05",
        "2023/10,2024/01,2024/04,2024/07",
        "2024/01/01,2024/02/01,2024/03/01,2024/04/01",
        "2024-12-30,2025-01-06,2025-01-13,2025-01-20",
        "2024-01-31,2024-02-29,2024-03-29,2024-04-27",
        "2024-01-01 22:00,2024-01-01 23:00,2024-01-02T00:00:00Z,2024-01-02T01:00:00Z",
        "2024-01-01T00:00+02:00,2024-01-01T00:00:01.5+02:00,2023-12-31T22:00:03Z,2023-12-31T22:00:04.500Z"
    })
    void goOnAsTheLastTwo(String before, String last, String next, String after) {
        assertEquals(List.of(next, after), FutureTimes.after(series("2001-01-01", before, last), 2));
    }

    @ParameterizedTest
    @CsvSource({"-0001-01-01,+999999999-12-01", "-999999999-01-01,+999999999-12-31T23:59:59.999999999"})
    void endWhereNoCalendarReaches(String before, String last) {
        String message = assertThrows(IllegalArgumentException.class, () -> FutureTimes.after(series(before, last), 3))
                .getMessage();
        assertTrue(
                message.startsWith("series s: expected times that can continue for 3 rows, as far apart as the last"
                        + " two, " + before + " and " + last),
                message);
    }

    @Test
    void areNumbersWhereThereIsNothingToGoOnFrom() {
        assertEquals(List.of("2", "3"), FutureTimes.after(series("2024-01-01"), 2));
        assertEquals(List.of("4"), FutureTimes.after(new Series("s", List.of("a"), List.of(), new double[3]), 1));
    }
}
