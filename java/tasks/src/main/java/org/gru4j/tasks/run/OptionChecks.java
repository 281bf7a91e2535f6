package org.gru4j.tasks.run;

import org.jspecify.annotations.Nullable;

/** Checks for settings other than range checks of numbers. Messages name the option. */
public final class OptionChecks {
    private OptionChecks() {}

    /**
     * Checks that a value is present. Values that a file lacks are null.
     *
     * @throws IllegalArgumentException if the value is null
     */
    public static void requireGiven(String option, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(option + ": expected a value but got none");
        }
    }
}
