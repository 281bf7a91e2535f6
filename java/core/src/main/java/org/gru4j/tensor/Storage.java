package org.gru4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A piece of native-order off-heap memory that tensors view.
 *
 * <p>It is a direct buffer in every backend, so that a stale Java reference reads old numbers at worst and never takes
 * the JVM down. Backends that hand it to native code subclass it to remember its address.
 *
 * <p>Not thread-safe: what is written by one thread is seen by another only if the program orders the two.
 */
public class Storage {
    private static final AtomicLong VERSIONS = new AtomicLong();

    private final Allocator allocator;
    private final ByteBuffer memory;
    private final FloatBuffer floats;
    private final AtomicBoolean released = new AtomicBoolean();
    private long version = VERSIONS.incrementAndGet();

    /**
     * @param bytes native-order direct memory, a whole number of floats
     */
    public Storage(Allocator allocator, ByteBuffer bytes) {
        if (!bytes.isDirect() || bytes.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("the memory of a tensor is direct and in native order");
        }
        this.allocator = allocator;
        this.memory = bytes;
        this.floats = bytes.asFloatBuffer();
    }

    /** Who made this, and takes it back. */
    public final Allocator allocator() {
        return allocator;
    }

    /** How many floats fit. */
    public final int capacity() {
        return floats.capacity();
    }

    final FloatBuffer floats() {
        return floats;
    }

    /** The memory, for its next use, which is another storage's. */
    final ByteBuffer takeBack() {
        if (!released.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "memory of " + capacity() + " floats of '" + allocator.name() + "' is released a second time");
        }
        return memory;
    }

    final long version() {
        return version;
    }

    final void written() {
        version = VERSIONS.incrementAndGet();
    }
}
