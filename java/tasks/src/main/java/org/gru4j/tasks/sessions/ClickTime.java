package org.gru4j.tasks.sessions;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;

/**
 * The format of the times in a log. All are numbers in any unit, or all are in ISO 8601 (2016-03-29T10:15:30.5Z) and
 * are converted to seconds since 1970. A time without an offset is UTC; a date without a time is its start.
 *
 * <p>Times are doubles: integers are exact below 2⁵³, and seconds since 1970 have a resolution of 0.24 µs.
 */
enum ClickTime {
    /** Numbers in any unit. */
    NUMBER("a number"),
    /** ISO 8601, converted to seconds since 1970. */
    ISO_8601("a time in ISO 8601");

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter();

    private final String description;

    ClickTime(String description) {
        this.description = description;
    }

    /**
     * Returns the format of a time.
     *
     * @throws IllegalArgumentException if the text is not a time
     */
    static ClickTime of(String text) {
        for (ClickTime way : values()) {
            if (Double.isFinite(way.valueOf(text, Double.NaN))) {
                return way;
            }
        }
        throw new IllegalArgumentException("expected a number or a time in ISO 8601 but got '" + text + "'");
    }

    /**
     * Parses a time.
     *
     * @throws IllegalArgumentException if the text does not have this format
     */
    double parse(String text) {
        double time = valueOf(text, Double.NaN);
        if (!Double.isFinite(time)) {
            throw new IllegalArgumentException(
                    "expected " + description + " as in the previous rows but got '" + text + "'");
        }
        return time;
    }

    private double valueOf(String text, double otherwise) {
        try {
            return this == NUMBER ? Double.parseDouble(text) : seconds(text);
        } catch (NumberFormatException | DateTimeException e) {
            return otherwise;
        }
    }

    private static double seconds(String text) {
        TemporalAccessor time = FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        OffsetDateTime exact = time instanceof OffsetDateTime withOffset
                ? withOffset
                : (time instanceof LocalDateTime local ? local : ((LocalDate) time).atStartOfDay())
                        .atOffset(ZoneOffset.UTC);
        return exact.toEpochSecond() + exact.getNano() * 1e-9;
    }
}
