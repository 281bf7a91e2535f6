package org.gru4j.tasks.data;

import java.util.Locale;

/** The parts that data is split into. */
public enum Split {
    /** The part to learn from. */
    TRAIN,
    /** The part that selects the checkpoint. */
    VALID,
    /** The part that the selected model is scored on, once. */
    TEST;

    /** Returns the name in files and messages: train, valid or test. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the verb for messages: train, validate or test. */
    public String verb() {
        return this == VALID ? "validate" : key();
    }
}
