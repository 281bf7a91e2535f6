package org.gru4j.tasks.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Helpers for reading the user's files. */
public final class InputFiles {
    private InputFiles() {}

    /**
     * Returns all files below a directory, ordered by their relative paths. Files and directories whose names begin
     * with a dot are ignored.
     */
    public static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(directory.relativize(file)))
                    .sorted(Comparator.comparing(
                            file -> directory.relativize(file).toString()))
                    .toList();
        } catch (UncheckedIOException e) { // thrown for a subdirectory
            throw e.getCause();
        }
    }

    private static boolean isHidden(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .anyMatch(part -> part.toString().startsWith("."));
    }

    /**
     * Returns the exception for a path that the system can't read.
     *
     * @param what the kind of data: corpus, music, …
     */
    public static UncheckedIOException unreadable(String what, Path path, IOException e) {
        String reason = e.getMessage();
        if (e instanceof NoSuchFileException) {
            reason = "no such file";
        } else if (e instanceof AccessDeniedException) {
            reason = "permission denied: " + e.getMessage();
        }
        return new UncheckedIOException(what + " " + path + ": can't be read: " + reason, e);
    }
}
