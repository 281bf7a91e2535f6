package org.gru4j.cli.music;

import java.util.Locale;

/** What a piece is for. */
public enum Split {
    /** To learn from. */
    TRAIN,
    /** To choose the model by. */
    VALID,
    /** To score the chosen model on, once. */
    TEST;

    /** The name in files of note lists, and the beginning of the one in {@code .mat} files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
