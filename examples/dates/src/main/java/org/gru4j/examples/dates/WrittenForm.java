package org.gru4j.examples.dates;

import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/**
 * The forms in which dates are written. Days come before months where both are numbers, and years of two digits, after
 * an apostrophe, are those from 1950 to 2049.
 */
public enum WrittenForm {
    /** 3 May 2021. */
    PLAIN {
        @Override
        String of(LocalDate date) {
            return date.getDayOfMonth() + " " + month(date) + " " + date.getYear();
        }
    },
    /** May 3, 2021. */
    MONTH_FIRST {
        @Override
        String of(LocalDate date) {
            return month(date) + " " + date.getDayOfMonth() + ", " + date.getYear();
        }
    },
    /** the 3rd of May 2021. */
    ORDINAL {
        @Override
        String of(LocalDate date) {
            return "the " + numbered(date) + " of " + month(date) + " " + date.getYear();
        }
    },
    /** May 3rd, 2021. */
    MONTH_FIRST_ORDINAL {
        @Override
        String of(LocalDate date) {
            return month(date) + " " + numbered(date) + ", " + date.getYear();
        }
    },
    /** the third of May 2021. */
    IN_WORDS {
        @Override
        String of(LocalDate date) {
            return "the " + ORDINALS.get(date.getDayOfMonth() - 1) + " of " + month(date) + " " + date.getYear();
        }
    },
    /** Monday 3 May 2021. */
    WITH_DAY_OF_WEEK {
        @Override
        String of(LocalDate date) {
            return dayOfWeek(date, TextStyle.FULL) + " " + PLAIN.of(date);
        }
    },
    /** Mon, 3 May 2021, with the first three letters of the month. */
    SHORT {
        @Override
        String of(LocalDate date) {
            return dayOfWeek(date, TextStyle.SHORT) + ", " + date.getDayOfMonth() + " "
                    + month(date).substring(0, SHORT_MONTH) + " " + date.getYear();
        }
    },
    /** Monday, May the 3rd, 2021. */
    LONG {
        @Override
        String of(LocalDate date) {
            return dayOfWeek(date, TextStyle.FULL) + ", " + month(date) + " the " + numbered(date) + ", "
                    + date.getYear();
        }
    },
    /** 3 May '21. */
    TWO_DIGITS {
        @Override
        String of(LocalDate date) {
            return String.format(
                    Locale.ROOT, "%d %s '%02d", date.getDayOfMonth(), month(date), date.getYear() % CENTURY);
        }
    },
    /** 2021, May 3. */
    YEAR_FIRST {
        @Override
        String of(LocalDate date) {
            return date.getYear() + ", " + month(date) + " " + date.getDayOfMonth();
        }
    },
    /** 03/05/2021. */
    SLASHES {
        @Override
        String of(LocalDate date) {
            return String.format(
                    Locale.ROOT, "%02d/%02d/%d", date.getDayOfMonth(), date.getMonthValue(), date.getYear());
        }
    },
    /** 3.5.2021. */
    POINTS {
        @Override
        String of(LocalDate date) {
            return date.getDayOfMonth() + "." + date.getMonthValue() + "." + date.getYear();
        }
    };

    private static final int CENTURY = 100;
    private static final int SHORT_MONTH = 3;
    private static final List<String> ORDINALS = List.of(
            ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
                            + " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
                            + " twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh"
                            + " twenty-eighth twenty-ninth thirtieth thirty-first")
                    .split(" "));

    /** Writes a date in this form. */
    abstract String of(LocalDate date);

    private static String month(LocalDate date) {
        return date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String dayOfWeek(LocalDate date, TextStyle style) {
        return date.getDayOfWeek().getDisplayName(style, Locale.ENGLISH);
    }

    /** 1st, 2nd, 3rd, 4th, 11th, 21st. */
    private static String numbered(LocalDate date) {
        int day = date.getDayOfMonth();
        int last = day / 10 == 1 ? 0 : day % 10;
        return day + (last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
    }
}
