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
 * A file that is written beside the one whose place it shall take. It is locked until then: the system releases the
 * lock of a process that is killed, which tells what it left from what another one is writing.
 */
final class PartFile implements AutoCloseable {
    private static final String ENDING = ".part";
    /** Names this process; a number alone may be that of one before. */
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
        // not createTempFile's: the file shall be as readable to others as any that the user writes
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.tryLock();
        } catch (IOException e) {
            // a file system without locks: nobody removes what is left there, for nobody can tell
        }
    }

    /** Begins to write what shall become {@code file}. */
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

    /** All is written: takes the place of {@code file}, and is on the disk there. */
    void moveTo(Path file) throws IOException {
        channel.force(true);
        Files.move(path, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moved = true;
    }

    /** Removes it, unless it has moved to its place. */
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

    /** Removes what processes that were killed have left of {@code file}; what can't be removed stays. */
    static void removeLeftovers(Path file) {
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(
                file.toAbsolutePath().getParent(),
                other -> isLeftover(file, other.getFileName().toString()))) {
            for (Path leftover : beside) {
                removeUnlessLocked(leftover);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // whoever may not list the directory can still write a file there
        }
    }

    /** Whether it has the name of a part of {@code file} that no thread of this process writes. */
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
            // another's, gone by now, or on a file system without locks
        }
    }
}
