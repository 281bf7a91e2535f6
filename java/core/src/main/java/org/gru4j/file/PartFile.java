package org.gru4j.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A new file that is written in the directory of the file that it will replace. It is locked until it is moved. The
 * system releases the lock of a process that is killed, so the lock distinguishes leftovers from files that are being
 * written.
 */
final class PartFile implements AutoCloseable {
    private static final String ENDING = ".part";
    /** Identifies this process. The process id alone could be that of an earlier process. */
    private static final String PROCESS = ProcessHandle.current().pid() + "-"
            + ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(Instant::toEpochMilli)
                    .orElse(0L) + "-";

    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

    private final Path path;
    private final FileChannel channel;
    private boolean moved;

    private PartFile(Path path) throws IOException {
        this.path = path;
        // not createTempFile: the file must have the permissions of any file that the user writes
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.tryLock();
        } catch (IOException e) {
            // a file system without locks: leftovers stay, because they can't be distinguished from files in progress
        }
    }

    /** Creates the file that will replace {@code file}. */
    static PartFile beside(Path file) throws IOException {
        return new PartFile(file.resolveSibling(prefix(file) + PROCESS + NEXT.getAndIncrement() + ENDING));
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Forces the content to disk and moves it to {@code file}. */
    void moveTo(Path file) throws IOException {
        channel.force(true);
        Files.move(path, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moved = true;
    }

    /** Deletes the file, unless it was moved. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!moved) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Removes leftovers of {@code file} from processes that were killed. Those that can't be removed stay. */
    static void removeLeftovers(Path file) {
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(
                file.toAbsolutePath().getParent(),
                other -> isLeftover(file, other.getFileName().toString()))) {
            for (Path leftover : beside) {
                removeUnlessLocked(leftover);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // a user who may not list the directory can still write a file there
        }
    }

    /** Returns whether a name is that of a part of {@code file} that another process wrote. */
    private static boolean isLeftover(Path file, String name) {
        return name.startsWith(prefix(file)) && name.endsWith(ENDING) && !name.startsWith(prefix(file) + PROCESS);
    }

    private static void removeUnlessLocked(Path leftover) {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // in use, already removed, or on a file system without locks
        }
    }
}
