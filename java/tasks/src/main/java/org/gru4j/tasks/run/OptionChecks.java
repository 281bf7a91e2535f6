package org.gru4j.tasks.run;

/** What the records of settings check alike; messages name the option. */
public final class OptionChecks {
    private OptionChecks() {}

    /** @throws IllegalArgumentException if it is null, as what a file lacks is */
    public static void requireGiven(String option, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(option + ": expected a value but got none");
        }
    }

    /** @throws IllegalArgumentException if it is not positive */
    public static void requirePositive(String option, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + ": expected a positive number but got " + value);
        }
    }

    /** @throws IllegalArgumentException if it is not positive, or infinite */
    public static void requirePositive(String option, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(option + ": expected a positive number but got " + value);
        }
    }

    /** @throws IllegalArgumentException if it is not in [0, 1) */
    public static void requireProbability(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(option + ": expected a number from 0 to below 1 but got " + value);
        }
    }
}
