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
 * One training at a time writes into a directory: a locked file there, {@value #NAME}, that says which process. The
 * system releases the lock of a process that ends, however it ends; the file stays, for whoever removed it could remove
 * one that another has just locked. Whoever only reads a run asks for no lock.
 *
 * <p>Nothing in this process may open the file while it is locked: closing it again would release the lock.
 */
public final class RunLock implements AutoCloseable {
    private static final String NAME = ".lock";
    /** What is locked lies far behind the text, which others read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Logger LOG = Logger.getLogger(RunLock.class.getName());
    /** The directories that this process holds: to open a locked file once more would release its lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path file;
    /** Null as long as the file is not open. */
    private @Nullable FileChannel channel;

    private boolean closed;

    private RunLock(Path directory) {
        this.directory = directory;
        file = directory.resolve(NAME);
    }

    /**
     * Takes the lock.
     *
     * @param directory which is there
     * @throws IllegalArgumentException if another training has it
     * @throws WriteFailedException if the lock's file can't be written
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
        } catch (OverlappingFileLockException e) { // another class loader's
            throw taken(named, "this process");
        } catch (IOException e) {
            LOG.warning(named + ": its file system locks no files (" + e.getMessage()
                    + "); take care that no other training writes there");
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
        return new IllegalArgumentException("--out " + directory + ": another training, of " + owner
                + ", is writing there; wait for its end, stop it, or name another directory");
    }

    private static WriteFailedException failed(Path file, IOException e) {
        return WriteFailedException.of(file.toString(), e);
    }

    /** Lets others write there. */
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
