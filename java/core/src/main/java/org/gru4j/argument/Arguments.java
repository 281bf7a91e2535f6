package org.gru4j.argument;

/**
 * Checks of numbers that callers give, each with one wording: {@code NAME: expected … but got VALUE}. NaN fails all of
 * them. All throw IllegalArgumentException. Thread-safe: it has no state.
 */
public final class Arguments {
    private Arguments() {}

    /** value &gt; 0 */
    public static void requirePositive(String name, long value) {
        if (!(value > 0)) {
            throw wrong(name, "a positive number", value);
        }
    }

    /** value &gt; 0; may be infinite. */
    public static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw wrong(name, "a positive number", value);
        }
    }

    /** value &ge; 0 */
    public static void requireNotNegative(String name, long value) {
        if (!(value >= 0)) {
            throw wrong(name, "0 or more", value);
        }
    }

    /** value &gt; 0 and finite, as a float too: kernels compute with floats. */
    public static void requireFinitePositive(String name, double value) {
        if (!((float) value > 0 && (float) value < Float.POSITIVE_INFINITY)) {
            throw wrong(name, "a finite float above 0", value);
        }
    }

    /** value &ge; 0 and finite, as a float too: kernels compute with floats. */
    public static void requireFiniteNotNegative(String name, double value) {
        if (!(value >= 0 && (float) value < Float.POSITIVE_INFINITY)) {
            throw wrong(name, "a finite number, 0 or more,", value);
        }
    }

    /** 0 &le; value &lt; 1, as a float too: a probability that is not certainty, or what is kept of an average. */
    public static void requireFraction(String name, double value) {
        if (!(value >= 0 && (float) value < 1)) {
            throw wrong(name, "a number from 0 to below 1", value);
        }
    }

    /** from &le; value &le; to */
    public static void requireRange(String name, double value, double from, double to) {
        if (!(value >= from && value <= to)) {
            throw wrong(name, "a number from " + from + " to " + to, value);
        }
    }

    /** Made only when it is thrown: checks allocate nothing. */
    private static IllegalArgumentException wrong(String name, String expected, Object value) {
        return new IllegalArgumentException(name + ": expected " + expected + " but got " + value);
    }
}
