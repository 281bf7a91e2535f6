package org.gru4j.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Direct memory that is given back by hand and reused, so that nothing waits for the garbage collector.
 *
 * <p>Idle memory is bounded: what comes back above {@link #MAX_IDLE_BYTES} is dropped. Thread-safe.
 */
public final class StoragePool {
    /** Idle memory that the pool keeps at most. */
    public static final long MAX_IDLE_BYTES = 256L << 20;

    private final Function<ByteBuffer, Storage> wrap;
    private final TreeMap<Integer, ArrayDeque<Storage>> idle = new TreeMap<>();
    private long idleBytes;

    /**
     * @param wrap makes a backend's storage of new direct memory
     */
    public StoragePool(Function<ByteBuffer, Storage> wrap) {
        this.wrap = wrap;
    }

    /** See {@link Allocator#allocate}. */
    public Storage allocate(int floats) {
        Storage storage = takeIdle(floats);
        if (storage == null) {
            return wrap.apply(DirectMemory.allocate(floats));
        }
        for (int k = 0; k < storage.capacity(); k++) {
            storage.floats().put(k, 0f);
        }
        storage.written();
        return storage;
    }

    /** See {@link Allocator#release}. */
    public synchronized void release(Storage storage) {
        long bytes = (long) storage.capacity() * Float.BYTES;
        if (idleBytes + bytes <= MAX_IDLE_BYTES) {
            idle.computeIfAbsent(storage.capacity(), k -> new ArrayDeque<>()).push(storage);
            idleBytes += bytes;
        }
    }

    /** The smallest idle piece that fits and wastes less than a quarter of itself, or null. */
    private synchronized Storage takeIdle(int floats) {
        Map.Entry<Integer, ArrayDeque<Storage>> fit = idle.ceilingEntry(floats);
        if (fit == null || fit.getKey() - floats > Math.max(1024, fit.getKey() / 4)) {
            return null;
        }
        Storage storage = fit.getValue().pop();
        if (fit.getValue().isEmpty()) {
            idle.remove(fit.getKey());
        }
        idleBytes -= (long) storage.capacity() * Float.BYTES;
        return storage;
    }
}
