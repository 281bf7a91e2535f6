package org.gru4j.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that are there whole or, after a failure, as they were before: written beside their place and moved into it.
 *
 * <p>Thread-safe for different files.
 */
public final class AtomicFile {
    /** Writes what the file shall hold. */
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a file, and the directories that it lies in.
     *
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(Path file, Content content) {
        Path directory = file.toAbsolutePath().getParent();
        Path part = null;
        try {
            if (!Files.isDirectory(directory)) { // Java 17's createDirectories takes no link to a directory for one
                Files.createDirectories(directory);
            }
            // not createTempFile's: the file shall be as readable to others as any that the user writes
            part = Files.createFile(directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part"));
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            delete(part, e);
            throw new UncheckedIOException(file + ": could not be written: " + SafeTensors.reason(e)
                    + (Files.exists(file) ? "; the file from before is kept" : ""), e);
        } catch (RuntimeException e) {
            delete(part, e);
            throw e;
        }
    }

    private static void delete(Path part, Exception cause) {
        try {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
