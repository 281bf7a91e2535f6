package org.gru4j.tasks.data;

import java.util.Locale;

/** What a part of the data is for. */
public enum Split {
    /** To learn from. */
    TRAIN,
    /** To choose the model by. */
    VALID,
    /** To score the chosen model on, once. */
    TEST;

    /** Its name in files and messages: train, valid or test. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is done on it, for messages: train, validate or test. */
    public String verb() {
        return this == VALID ? "validate" : key();
    }
}
