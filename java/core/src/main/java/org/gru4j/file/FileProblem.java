package org.gru4j.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Why a file can't be read, in words for people.
 *
 * <p>Thread-safe: it has no state.
 */
public final class FileProblem {
    private FileProblem() {}

    /** The reason without the path, unless there is nothing else to say. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof FileSystemException f && f.getReason() == null) { // its message is the path alone
            return e.getClass().getSimpleName().replace("Exception", "") + " " + f.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
