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
 * How a log writes times: all of them as numbers, in whatever unit, or all of them in ISO 8601 (2016-03-29T10:15:30.5Z,
 * or with another offset; without one in UTC; a date alone is its start), which become seconds since 1970.
 *
 * <p>Times are doubles: integers are told apart below 2⁵³, and seconds since 1970 from 0.24 µs on.
 */
enum ClickTime {
    /** In whatever unit. */
    NUMBER("a number"),
    /** In seconds since 1970. */
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
     * The way that this time is written.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ClickTime of(String text) {
        for (ClickTime way : values()) {
            if (Double.isFinite(way.valueOf(text, Double.NaN))) {
                return way;
            }
        }
        throw new IllegalArgumentException("expected a number or a time in ISO 8601 but got '" + text + "'");
    }

    /** @throws IllegalArgumentException if it is not written in this way */
    double parse(String text) {
        double time = valueOf(text, Double.NaN);
        if (!Double.isFinite(time)) {
            throw new IllegalArgumentException(
                    "expected " + description + " as in the rows before but got '" + text + "'");
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
