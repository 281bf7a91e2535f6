package org.gru4j.tasks.series;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a cell of a table says as a number: decimal, perhaps with an exponent; missing if empty, NA or NaN. */
final class NumberCell {
    private static final Set<String> MISSING = Set.of("", "na", "nan");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private NumberCell() {}

    static boolean isMissing(String text) {
        return MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether it is a number, and a finite one. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
    }

    /** NaN for a missing value. */
    static double parse(String text) {
        return isMissing(text) ? Double.NaN : Double.parseDouble(text);
    }
}
