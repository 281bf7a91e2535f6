package org.gru4j.tasks.series;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads cells of a table as decimal numbers, with an optional exponent. Empty, NA and NaN mean missing. */
final class NumberCell {
    private static final Set<String> MISSING = Set.of("", "na", "nan");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private NumberCell() {}

    static boolean isMissing(String text) {
        return MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Returns whether the text is a finite number. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
    }

    /** Returns the number; NaN for a missing value. */
    static double parse(String text) {
        return isMissing(text) ? Double.NaN : Double.parseDouble(text);
    }
}
