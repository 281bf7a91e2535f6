package org.gru4j.argument;

/**
 * Checks numeric arguments, with the same message for all: {@code NAME: expected … but got VALUE}. NaN fails every
 * check. All methods throw IllegalArgumentException. Thread-safe: it has no state.
 */
public final class Arguments {
    private Arguments() {}

    /** Checks that value &gt; 0. */
    public static void requirePositive(String name, long value) {
        if (!(value > 0)) {
            throw wrong(name, "a positive number", value);
        }
    }

    /** Checks that value &gt; 0; infinity is allowed. */
    public static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw wrong(name, "a positive number", value);
        }
    }

    /** Checks that value &ge; 0. */
    public static void requireNotNegative(String name, long value) {
        if (!(value >= 0)) {
            throw wrong(name, "0 or more", value);
        }
    }

    /** Checks that value &gt; 0 and finite, also after rounding to a float, because kernels compute with floats. */
    public static void requireFinitePositive(String name, double value) {
        if (!((float) value > 0 && (float) value < Float.POSITIVE_INFINITY)) {
            throw wrong(name, "a finite float above 0", value);
        }
    }

    /** Checks that value &ge; 0 and finite, also after rounding to a float, because kernels compute with floats. */
    public static void requireFiniteNotNegative(String name, double value) {
        if (!(value >= 0 && (float) value < Float.POSITIVE_INFINITY)) {
            throw wrong(name, "a finite number, 0 or more,", value);
        }
    }

    /**
     * Checks that 0 &le; value &lt; 1, also after rounding to a float: a probability below certainty, or a decay factor
     * of an average.
     */
    public static void requireFraction(String name, double value) {
        if (!(value >= 0 && (float) value < 1)) {
            throw wrong(name, "a number from 0 to below 1", value);
        }
    }

    /** Checks that from &le; value &le; to. */
    public static void requireRange(String name, double value, double from, double to) {
        if (!(value >= from && value <= to)) {
            throw wrong(name, "a number from " + from + " to " + to, value);
        }
    }

    /** Creates the exception. Called only on failure, so that checks allocate nothing. */
    private static IllegalArgumentException wrong(String name, String expected, Object value) {
        return new IllegalArgumentException(name + ": expected " + expected + " but got " + value);
    }
}
