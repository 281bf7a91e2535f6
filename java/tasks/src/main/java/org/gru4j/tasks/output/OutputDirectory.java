package org.gru4j.tasks.output;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.file.WriteFailedException;

/** Creates the directory that a user chose for a command's output. */
public final class OutputDirectory {
    private OutputDirectory() {}

    /**
     * Creates the directory unless it exists.
     *
     * @throws IllegalArgumentException if the path or one of its parents is a file
     * @throws WriteFailedException if it can't be created
     */
    public static Path make(Path directory) {
        for (Path p = directory.toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.exists(p) && !Files.isDirectory(p)) {
                throw new IllegalArgumentException("--out " + directory
                        + ": expected a directory, or a path where one can be created, but " + p + " is a file");
            }
        }
        try {
            // Java 17's createDirectories rejects symbolic links to directories
            return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
        } catch (IOException e) {
            String reason =
                    e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : "permission denied";
            throw new WriteFailedException("--out " + directory + ": can't create the directory: " + reason, e);
        }
    }
}
