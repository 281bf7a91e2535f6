package org.gru4j.tasks.series;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Times of the rows after a series' end. The interval is that of the last two rows: in months if both are at midnight
 * on the same day of a month, otherwise in seconds. Times are written in the format of the last one if that is a date
 * or a month, otherwise as {@code 2024-03-31T17:00:00Z}.
 */
final class FutureTimes {
    private static final int MONTH_LENGTH = "2024-03".length();
    private static final int DATE_LENGTH = "2024-03-31".length();

    private FutureTimes() {}

    /**
     * Returns the times of {@code count} rows after the series' end. If the series has no times, or only one row,
     * returns row numbers instead, beginning with its number of rows + 1.
     *
     * @throws IllegalArgumentException if they are later than the latest time that can be represented
     */
    static List<String> after(Series series, int count) {
        int rows = series.rows();
        List<String> times = new ArrayList<>();
        if (!series.hasTimes() || rows < 2) {
            for (int k = 1; k <= count; k++) {
                times.add(Integer.toString(rows + k));
            }
            return times;
        }
        try {
            return continued(series, count);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "series " + series.description() + ": expected times that can continue for "
                            + count + " rows, as far apart as the last two, " + series.time(rows - 2) + " and "
                            + series.time(rows - 1) + ", but the calendar ends before that: check the times",
                    e);
        }
    }

    private static List<String> continued(Series series, int count) {
        int rows = series.rows();
        List<String> times = new ArrayList<>();
        Instant before = TimeColumn.parse(series.time(rows - 2)).orElseThrow();
        String lastText = series.time(rows - 1);
        Instant last = TimeColumn.parse(lastText).orElseThrow();
        long months = months(before, last);
        Duration step = Duration.between(before, last);
        for (int k = 1; k <= count; k++) {
            Instant time = months > 0
                    ? date(last).plusMonths(months * k).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : last.plus(step.multipliedBy(k));
            times.add(text(time, lastText));
        }
        return times;
    }

    private static LocalDate date(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static boolean isMidnight(Instant time) {
        return time.equals(date(time).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    /** Returns the number of months between two times; 0 if it is not a whole number. */
    private static long months(Instant from, Instant to) {
        if (!isMidnight(from) || !isMidnight(to) || date(from).getDayOfMonth() != date(to).getDayOfMonth()) {
            return 0;
        }
        return date(from).until(date(to)).toTotalMonths();
    }

    private static String text(Instant time, String like) {
        String separator = like.substring(4, 5);
        if (like.length() == MONTH_LENGTH) {
            return DateTimeFormatter.ofPattern("uuuu'" + separator + "'MM").format(date(time));
        }
        return like.length() == DATE_LENGTH && isMidnight(time)
                ? DateTimeFormatter.ofPattern("uuuu'" + separator + "'MM'" + separator + "'dd")
                        .format(date(time))
                : DateTimeFormatter.ISO_INSTANT.format(time);
    }
}
