package org.gru4j.tasks.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import org.gru4j.tasks.data.Split;
import org.junit.jupiter.api.Test;

class ScalingTest {
    private static final double NAN = Double.NaN;
    /** A few operations on numbers around 10. */
    private static final double EXACT = 1e-14;

    private final Series series =
            new Series("s", List.of("a", "b"), List.of(), new double[] {1, 10, NAN, 20, 3, 10, 5, NAN, 1000, 1000});

    @Test
    void isLearnedOnTheTrainingPartWithoutMissingValues() {
        Scaling scaling = Scaling.fit(series, 4);
        assertEquals(3, scaling.columns().get(0).mean(), EXACT);
        assertEquals(Math.sqrt(8 / 3.0), scaling.columns().get(0).standardDeviation(), EXACT);
        assertEquals(40 / 3.0, scaling.columns().get(1).mean(), EXACT);
        assertEquals(-2 / Math.sqrt(8 / 3.0), scaling.scale(0, 1), EXACT);
    }

    @Test
    void isInvertible() {
        Scaling scaling = Scaling.fit(series, 4);
        for (double x : new double[] {-3, 0, 7.25, 1000}) {
            assertEquals(x, scaling.unscale(1, scaling.scale(1, x)), 4 * Math.ulp(1000.0));
        }
        assertTrue(Double.isNaN(scaling.scale(0, NAN)));
    }

    @Test
    void survivesJson() throws Exception {
        Scaling scaling = Scaling.fit(series, 4);
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(scaling);
        assertTrue(text.contains("\"standard_deviation\""), text);
        assertEquals(scaling, json.readValue(text, Scaling.class));
    }

    @Test
    void refusesNumbersThatAreTooLarge() {
        Series large = new Series("s", List.of("a"), List.of(), new double[] {1e308, -1e308});
        String message = assertThrows(IllegalArgumentException.class, () -> Scaling.fit(large, 2))
                .getMessage();
        assertTrue(
                message.startsWith(
                        "series s, column 'a': expected numbers with a finite variance, but it is" + " Infinity"),
                message);
    }

    @Test
    void refusesWhatCannotBeScaled() {
        Series constant = new Series("s", List.of("a", "b"), List.of(), new double[] {1, 2, 3, 2});
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Scaling.fit(constant, 2))
                .getMessage()
                .startsWith("scaling of 'b': expected a mean and a positive standard deviation but got 2.0 and 0.0"));
    }

    @Test
    void refusesColumnsWithoutAName() {
        ObjectMapper json = new ObjectMapper();
        String text = "{\"columns\": [{\"mean\": 0.5, \"standard_deviation\": 2.0}]}";
        String message = assertThrows(JsonProcessingException.class, () -> json.readValue(text, Scaling.class))
                .getMessage();
        assertTrue(message.contains("name of a column: expected a value but got none"), message);
    }

    @Test
    void missingValuesAreZeroAndToldApart() {
        ScaledRows rows = new ScaledRows(series, Scaling.fit(series, 4));
        float[] input = {9, 9, 9, 9, 9};
        rows.copyInput(1, input, 1);
        assertArrayEquals(new float[] {9, 0, (float) rows.target(1, 1), 1, 0}, input);
        float[] target = new float[2];
        rows.copyTarget(1, target, 0);
        assertArrayEquals(new float[] {Float.NaN, input[2]}, target);
        assertEquals(4, rows.features());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new ScaledRows(series.select(List.of("b", "a")), Scaling.fit(series, 4)))
                .getMessage();
        assertEquals("series s: expected the columns [a, b] but got [b, a]", message);
    }

    @Test
    void columnsThatNeverChangeInTrainingAreLeftOut() {
        Series some = new Series("s", List.of("constant", "none", "good", "late"), List.of(), new double[] {
            7, NAN, 1, NAN, NAN, NAN, 2, NAN, 7, NAN, 3, 5, 8, 1, 4, 6
        });
        UsableColumns usable = UsableColumns.of(some, 3, false);
        assertEquals(List.of("good"), usable.series().columns());
        assertEquals(4, usable.series().value(3, 0));
        assertEquals(
                List.of(
                        "column 'constant' is always 7.0 in the 3 training rows: left out",
                        "column 'none' has no value in the 3 training rows: left out",
                        "column 'late' is always 5.0 in the 3 training rows: left out"),
                usable.remarks());
        assertEquals(
                List.of(),
                UsableColumns.of(some.select(List.of("good")), 3, true).remarks());
    }

    @Test
    void columnsThatNeverChangeAreAnErrorIfTheyWereChosen() {
        Series some = new Series("s", List.of("a", "b"), List.of(), new double[] {7, 1, 7, 2});
        assertEquals(
                "series s: expected columns that change but column 'a' is always 7.0 in the 2 training rows",
                assertThrows(IllegalArgumentException.class, () -> UsableColumns.of(some, 2, true))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> UsableColumns.of(some.select(List.of("a")), 2, false));
    }

    private static Series counting(int rows) {
        double[] values = new double[rows];
        Arrays.setAll(values, row -> row);
        return new Series("s", List.of("a"), List.of(), values);
    }

    @Test
    void partsFollowEachOtherInTime() {
        Series hundred = counting(100);
        TimeSplit split = TimeSplit.of(hundred);
        assertEquals(new TimeSplit.Origins(20, 46), split.origins(hundred, Split.TRAIN, 20, 5));
        assertEquals(new TimeSplit.Origins(70, 6), split.origins(hundred, Split.VALID, 20, 5));
        assertEquals(new TimeSplit.Origins(80, 16), split.origins(hundred, Split.TEST, 20, 5));
        assertEquals(new TimeSplit.Origins(75, 1), split.origins(hundred, Split.VALID, 75, 5));
    }

    @Test
    void namesTheNumbersOfASeriesThatIsTooShort() {
        Series hundred = counting(100);
        TimeSplit split = TimeSplit.of(hundred);
        assertEquals(1, split.origins(hundred, Split.TRAIN, 60, 10).count());
        assertEquals(
                "series s: expected at least 71 rows to train on (window 61 and horizon 10) but got 70 of 100: the"
                        + " series is too short",
                messageOf(hundred, split, Split.TRAIN, 61, 10));
        assertEquals(
                "series s: expected at least 11 rows to validate on (horizon 11) but got 10 of 100: the series is"
                        + " too short",
                messageOf(hundred, split, Split.VALID, 20, 11));
        assertTrue(messageOf(counting(1), TimeSplit.of(counting(1)), Split.TRAIN, 1, 1)
                .contains("but got 0 of 1"));
        assertThrows(IllegalArgumentException.class, () -> split.origins(hundred, Split.TEST, 0, 5));
    }

    private static String messageOf(Series series, TimeSplit split, Split part, int window, int horizon) {
        return assertThrows(IllegalArgumentException.class, () -> split.origins(series, part, window, horizon))
                .getMessage();
    }
}
