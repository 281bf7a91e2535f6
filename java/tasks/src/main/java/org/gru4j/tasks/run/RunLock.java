package org.gru4j.tasks.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.gru4j.file.WriteFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that only one training at a time writes to a run directory. The lock is a locked file in that directory,
 * {@value #NAME}, which contains the process id of its owner. The operating system releases the lock when the process
 * ends, even if it was killed. The file is never deleted: otherwise a process could delete a file that another process
 * has just locked. Reading a run directory needs no lock.
 *
 * <p>This process must not open the file while it is locked: closing it again would release the lock.
 */
public final class RunLock implements AutoCloseable {
    private static final String NAME = ".lock";
    /** The position of the locked byte, far behind the text, so that other processes can read the text. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Logger LOG = Logger.getLogger(RunLock.class.getName());
    /**
     * The directories that this process has locked. Opening and closing a locked file a second time would release its
     * lock.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path file;
    /** Null while the file is not open. */
    private @Nullable FileChannel channel;

    private boolean closed;

    private RunLock(Path directory) {
        this.directory = directory;
        file = directory.resolve(NAME);
    }

    /**
     * Acquires the lock.
     *
     * @param directory an existing directory
     * @throws IllegalArgumentException if another training holds it
     * @throws WriteFailedException if the lock file can't be written
     */
    static RunLock take(Path directory) {
        Path real;
        try {
            real = directory.toRealPath();
        } catch (IOException e) {
            throw failed(directory.resolve(NAME), e);
        }
        if (!HELD.add(real)) {
            throw taken(directory, "this process");
        }
        RunLock lock = new RunLock(real);
        try {
            lock.lock(directory);
            return lock;
        } catch (IOException e) {
            lock.close();
            throw failed(directory.resolve(NAME), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void lock(Path named) throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = opened;
        FileLock lock;
        try {
            lock = opened.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) { // held through another class loader
            throw taken(named, "this process");
        } catch (IOException e) {
            LOG.warning(named + ": the file system does not support file locks (" + e.getMessage()
                    + "); make sure that no other training writes there");
            return;
        }
        if (lock == null) {
            throw taken(named, owner());
        }
        String text = "process " + ProcessHandle.current().pid() + "\n";
        opened.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            opened.write(bytes);
        }
    }

    private String owner() {
        try {
            return Files.readString(file).lines().findFirst().orElse("another process");
        } catch (IOException e) {
            return "another process";
        }
    }

    private static IllegalArgumentException taken(Path directory, String owner) {
        return new IllegalArgumentException("--out " + directory + ": another training (" + owner
                + ") is writing there; wait until it ends, stop it, or choose another directory");
    }

    private static WriteFailedException failed(Path file, IOException e) {
        return WriteFailedException.of(file.toString(), e);
    }

    /** Releases the lock. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(directory);
        } catch (IOException e) {
            LOG.warning(file + ": " + e.getMessage());
        }
    }
}
