package org.gru4j.examples.dates;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a date's numbers alone give: a year of four digits, then the first number as the day, the second as the month. */
public final class NumbersBaseline {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int YEAR_DIGITS = 4;

    private NumbersBaseline() {}

    static String translate(String written) {
        String year = "2000";
        int[] numbers = {1, 1};
        int count = 0;
        for (Matcher number = NUMBER.matcher(written); number.find(); ) {
            if (number.group().length() == YEAR_DIGITS) {
                year = number.group();
            } else if (count < numbers.length) {
                numbers[count++] = Integer.parseInt(number.group());
            }
        }
        return String.format(Locale.ROOT, "%s-%02d-%02d", year, numbers[1], numbers[0]);
    }

    /** The share of dates whose translation is right in every character. */
    public static double exactMatches(List<WrittenDate> dates) {
        return dates.stream()
                        .filter(date -> translate(date.written()).equals(date.iso()))
                        .count()
                / (double) dates.size();
    }
}
