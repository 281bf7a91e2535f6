package org.gru4j.tensor;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Direct memory that is released explicitly and reused, so that no allocation waits for the garbage collector.
 *
 * <p>All pools share the idle memory, and the garbage collector may take it whenever it runs. Idle memory is therefore
 * never the reason for an allocation to fail. Thread-safe.
 */
public final class StoragePool {
    private final Function<ByteBuffer, Storage> wrap;
    private final IdleMemory idle;

    /** @param wrap creates a backend's storage in direct memory */
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
     * @throws IllegalStateException if the storage was released before
     */
    public void release(Storage storage) {
        idle.give(storage.takeBack());
    }
}
