package org.gru4j.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Describes why a file can't be read.
 *
 * <p>Thread-safe: it has no state.
 */
public final class FileProblem {
    private FileProblem() {}

    /** Returns the reason, without the path unless the path is all that is known. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof FileSystemException f && f.getReason() == null) { // its message is only the path
            return e.getClass().getSimpleName().replace("Exception", "") + " " + f.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
