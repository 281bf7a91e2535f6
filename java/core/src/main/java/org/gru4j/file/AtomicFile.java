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
 * Writes files that are either complete or, after a failure, unchanged. The new content is written to a file in the
 * same directory, which is then moved into place, and is on disk when {@link #write} returns. If a process was killed
 * while it wrote, what it left is removed when the same file is written again.
 *
 * <p>Thread-safe for different files.
 */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    /** Writes the content of a file. */
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes the content of a file to a stream. The caller of this interface buffers, flushes and closes the stream.
     */
    public interface StreamContent {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a file, and creates its directories if they do not exist. If the file is a symbolic link, its target is
     * replaced, not the link. A device or a pipe is written to directly.
     *
     * @throws WriteFailedException if the file can't be written; the message has the path
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
                            + (Files.isRegularFile(file) && !replaced ? "; the previous file is kept" : ""),
                    e);
        }
    }

    /**
     * Does the same as {@link #write}, through a stream.
     *
     * @throws WriteFailedException if the file can't be written; the message has the path
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
        if (!Files.isDirectory(directory)) { // Java 17's createDirectories rejects links to directories
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

    /** Forces the names in a directory to the disk, if the system can do that. */
    private static void sync(@Nullable Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            return; // this system can't open directories
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** @param part the file in progress, whose name would mean nothing to the reader; null if there is none */
    private static String reason(IOException e, @Nullable Path part) {
        if (e instanceof NoSuchFileException f && (part == null || f.getFile().equals(part.toString()))) {
            return "its directory is gone";
        }
        return WriteFailedException.reason(e);
    }
}
