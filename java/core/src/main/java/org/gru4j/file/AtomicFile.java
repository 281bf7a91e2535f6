package org.gru4j.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Files that are there whole or, after a failure, as they were before: written beside their place, moved into it, and
 * on the disk when {@link #write} returns. What a process that was killed on the way has left is removed when the same
 * file is written again.
 *
 * <p>Thread-safe for different files.
 */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    /** Writes what the file shall hold. */
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** {@link Content} for a stream, which is buffered, and flushed and closed by whoever hands it out. */
    public interface StreamContent {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a file, and the directories that it lies in. The target of a symbolic link is replaced, not the link; what
     * is no file, as a device or a pipe, is written to.
     *
     * @throws WriteFailedException with the path, if it can't be written
     */
    public static void write(Path file, Content content) {
        Path part = null;
        boolean replaced = false;
        try {
            Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
            if (isDevice(target)) {
                writeInto(target, content);
                return;
            }
            Path directory = target.toAbsolutePath().getParent();
            if (directory == null) {
                throw new FileSystemException(target.toString(), null, "is the root of a file system");
            }
            createDirectories(directory);
            PartFile.removeLeftovers(target);
            try (PartFile written = PartFile.beside(target)) {
                part = written.path();
                content.writeTo(written.channel());
                written.moveTo(target);
                replaced = true;
            }
            sync(directory);
        } catch (IOException e) {
            throw new WriteFailedException(
                    file + ": could not be written: " + reason(e, part)
                            + (Files.isRegularFile(file) && !replaced ? "; the file from before is kept" : ""),
                    e);
        }
    }

    /**
     * {@link #write} by a stream.
     *
     * @throws WriteFailedException with the path, if it can't be written
     */
    public static void writeStream(Path file, StreamContent content) {
        write(file, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            content.writeTo(out);
            out.flush();
        });
    }

    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static void writeInto(Path device, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
        }
    }

    private static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) { // Java 17's createDirectories takes no link to a directory for one
            @Nullable Path above = directory;
            while (above != null && !Files.isDirectory(above)) {
                above = above.getParent();
            }
            Files.createDirectories(directory);
            for (Path made = directory; made != null && !made.equals(above); made = made.getParent()) {
                sync(made.getParent());
            }
        }
    }

    /** Makes sure that the names in a directory are on the disk, where the system can. */
    private static void sync(@Nullable Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            return; // a system that opens no directories
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** @param part what was written, whose name means nothing to anybody; null if it did not come to that */
    private static String reason(IOException e, @Nullable Path part) {
        if (e instanceof NoSuchFileException f && (part == null || f.getFile().equals(part.toString()))) {
            return "its directory is gone";
        }
        return WriteFailedException.reason(e);
    }
}
