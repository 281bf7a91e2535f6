package org.gru4j.tasks.series;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a column of times: ISO 8601 dates or months, also with slashes, optionally followed by T or a space and a time
 * of day, with or without seconds and offset. Times without an offset are UTC.
 */
final class TimeColumn {
    private static final List<DateTimeFormatter> FORMATS = List.of(format("uuuu-MM[-dd]"), format("uuuu/MM[/dd]"));

    private final String place;
    private final List<String> times = new ArrayList<>();
    /** Null before the first row. */
    private @Nullable Instant last;

    /**
     * Creates an empty column.
     *
     * @param place file and column, for messages
     */
    TimeColumn(String place) {
        this.place = place;
    }

    private static DateTimeFormatter format(String date) {
        return new DateTimeFormatterBuilder()
                .appendPattern(date)
                .optionalStart()
                .appendPattern("['T'][' ']")
                .append(DateTimeFormatter.ISO_LOCAL_TIME)
                .optionalStart()
                .appendOffsetId()
                .optionalEnd()
                .optionalEnd()
                .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
                .toFormatter()
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Parses a time; returns empty if the text is not one. */
    static Optional<Instant> parse(String text) {
        for (DateTimeFormatter format : FORMATS) {
            try {
                return Optional.of(format.parse(text, Instant::from));
            } catch (DateTimeException e) {
                // try the next format
            }
        }
        return Optional.empty();
    }

    /**
     * Adds the next row's time.
     *
     * @throws IllegalArgumentException if it is not a time, or not later than the previous one
     */
    void add(String text, long row) {
        Instant time = parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "series " + place + ", row " + row + ": expected a time but got '" + text + "'"));
        if (last != null && !time.isAfter(last)) {
            throw new IllegalArgumentException("series " + place + ", row " + row + ": expected a time after "
                    + times.get(times.size() - 1) + " but got " + text);
        }
        last = time;
        times.add(text);
    }

    List<String> times() {
        return times;
    }
}
