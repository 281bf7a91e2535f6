package org.gru4j.tensor;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Direct memory that is given back by hand and reused, so that nothing waits for the garbage collector.
 *
 * <p>What is idle is common to all pools, and the collector's as soon as it runs: nobody is refused memory because of it.
 * Thread-safe.
 */
public final class StoragePool {
    private final Function<ByteBuffer, Storage> wrap;
    private final IdleMemory idle;

    /**
     * @param wrap makes a backend's storage of direct memory
     */
    public StoragePool(Function<ByteBuffer, Storage> wrap) {
        this(wrap, IdleMemory.SHARED);
    }

    StoragePool(Function<ByteBuffer, Storage> wrap, IdleMemory idle) {
        this.wrap = wrap;
        this.idle = idle;
    }

    /** See {@link Allocator#allocate}. */
    public Storage allocate(int floats) {
        ByteBuffer memory = idle.take(floats);
        if (memory == null) {
            return wrap.apply(DirectMemory.allocate(floats));
        }
        Storage storage = wrap.apply(memory);
        storage.zero(0, storage.capacity());
        return storage;
    }

    /**
     * See {@link Allocator#release}.
     *
     * @throws IllegalStateException if it was released before
     */
    public void release(Storage storage) {
        idle.give(storage.takeBack());
    }
}
