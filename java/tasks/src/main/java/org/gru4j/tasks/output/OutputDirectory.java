package org.gru4j.tasks.output;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.file.WriteFailedException;

/** A directory that a user names for what a command writes. */
public final class OutputDirectory {
    private OutputDirectory() {}

    /**
     * Makes it, unless it is there.
     *
     * @throws IllegalArgumentException if a file has that name, or that of a directory on the way
     * @throws WriteFailedException if it can't be made
     */
    public static Path make(Path directory) {
        for (Path p = directory.toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.exists(p) && !Files.isDirectory(p)) {
                throw new IllegalArgumentException(
                        "--out " + directory + ": expected a directory, or a place for one, but " + p + " is a file");
            }
        }
        try {
            // Java 17's createDirectories takes no link to a directory for one
            return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
        } catch (IOException e) {
            String reason =
                    e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : "permission denied";
            throw new WriteFailedException("--out " + directory + ": can't be made a directory: " + reason, e);
        }
    }
}
