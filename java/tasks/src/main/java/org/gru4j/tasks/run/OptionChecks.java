package org.gru4j.tasks.run;

import org.jspecify.annotations.Nullable;

/** What the records of settings check besides numbers; messages name the option. */
public final class OptionChecks {
    private OptionChecks() {}

    /** @throws IllegalArgumentException if it is null, as what a file lacks is */
    public static void requireGiven(String option, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(option + ": expected a value but got none");
        }
    }
}
