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

/** What the readers of the user's files have in common. */
public final class InputFiles {
    private InputFiles() {}

    /**
     * All files below a directory, in the order of their paths in it, but what is hidden: whose name, or a directory's
     * on the way, begins with a dot.
     */
    public static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(directory.relativize(file)))
                    .sorted(Comparator.comparing(
                            file -> directory.relativize(file).toString()))
                    .toList();
        } catch (UncheckedIOException e) { // a directory further down
            throw e.getCause();
        }
    }

    private static boolean isHidden(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .anyMatch(part -> part.toString().startsWith("."));
    }

    /**
     * What a reader throws for a path that the system does not let it read.
     *
     * @param what it was to be read as: corpus, music, …
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
