package org.gru4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A piece of native-order off-heap memory that tensors view.
 *
 * <p>It is a direct buffer in every backend, so that a stale Java reference reads old numbers at worst and never takes
 * the JVM down. Backends that hand it to native code subclass it to remember its address.
 *
 * <p>Not thread-safe: what is written by one thread is seen by another only if the program orders the two.
 */
public class Storage {
    private static final float[] ZEROS = new float[1024];
    private static final AtomicLong VERSIONS = new AtomicLong();

    private final Allocator allocator;
    private final ByteBuffer memory;
    private final FloatBuffer floats;
    /** The elements of a storage of doubles, whose floats are not used; null of any other. */
    private final @Nullable DoubleBuffer doubles;

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
        this.doubles = null;
    }

    private Storage(Allocator allocator, ByteBuffer bytes, DoubleBuffer doubles) {
        this.allocator = allocator;
        this.memory = bytes;
        this.floats = bytes.asFloatBuffer();
        this.doubles = doubles;
    }

    /**
     * Zeroed memory that holds each element in double precision, for backends that check gradients. Floats that are
     * written are kept exactly, doubles that are read as floats are rounded.
     *
     * @throws InsufficientMemoryException if it is not to be had
     */
    public static Storage ofDoubles(Allocator allocator, int elements) {
        if (elements > Shape.MAX_SIZE / 2) {
            throw new InsufficientMemoryException(
                    "a tensor of " + elements + " doubles: expected at most " + Shape.MAX_SIZE / 2);
        }
        ByteBuffer memory = DirectMemory.allocate(2 * elements);
        return new Storage(allocator, memory, memory.asDoubleBuffer());
    }

    /** Who made this, and takes it back. */
    public final Allocator allocator() {
        return allocator;
    }

    /** How many elements fit. */
    public final int capacity() {
        return doubles == null ? floats.capacity() : doubles.capacity();
    }

    final boolean holdsDoubles() {
        return doubles != null;
    }

    /** @throws IllegalStateException if the elements are doubles */
    final FloatBuffer floatBuffer() {
        if (doubles != null) {
            throw new IllegalStateException(
                    "memory of '" + allocator.name() + "' holds doubles: it has no floats to view");
        }
        return floats;
    }

    final float get(int at) {
        return doubles == null ? floats.get(at) : (float) doubles.get(at);
    }

    final double getDouble(int at) {
        return doubles == null ? floats.get(at) : doubles.get(at);
    }

    final void get(int at, float[] target, int to, int length) {
        if (doubles == null) {
            floats.get(at, target, to, length);
        } else {
            for (int k = 0; k < length; k++) {
                target[to + k] = (float) doubles.get(at + k);
            }
        }
    }

    final void get(int at, double[] target, int to, int length) {
        if (doubles != null) {
            doubles.get(at, target, to, length);
        } else {
            for (int k = 0; k < length; k++) {
                target[to + k] = floats.get(at + k);
            }
        }
    }

    final void get(int at, FloatBuffer target, int to, int length) {
        if (doubles == null) {
            target.put(to, floats, at, length);
        } else {
            for (int k = 0; k < length; k++) {
                target.put(to + k, (float) doubles.get(at + k));
            }
        }
    }

    final void put(int at, float[] source, int from, int length) {
        if (doubles == null) {
            floats.put(at, source, from, length);
        } else {
            for (int k = 0; k < length; k++) {
                doubles.put(at + k, source[from + k]);
            }
        }
    }

    final void put(int at, double[] source, int from, int length) {
        if (doubles != null) {
            doubles.put(at, source, from, length);
        } else {
            for (int k = 0; k < length; k++) {
                floats.put(at + k, (float) source[from + k]);
            }
        }
    }

    final void put(int at, FloatBuffer source, int from, int length) {
        if (doubles == null) {
            floats.put(at, source, from, length);
        } else {
            for (int k = 0; k < length; k++) {
                doubles.put(at + k, source.get(from + k));
            }
        }
    }

    final void put(int at, Storage source, int from, int length) {
        if (doubles == null && source.doubles == null) {
            floats.put(at, source.floats, from, length);
        } else if (doubles != null && source.doubles != null) {
            doubles.put(at, source.doubles, from, length);
        } else {
            for (int k = 0; k < length; k++) {
                put(at + k, source.getDouble(from + k));
            }
        }
    }

    private void put(int at, double value) {
        if (doubles == null) {
            floats.put(at, (float) value);
        } else {
            doubles.put(at, value);
        }
    }

    final void fill(int at, int length, float value) {
        if (doubles == null) {
            for (int k = at; k < at + length; k++) {
                floats.put(k, value);
            }
        } else {
            for (int k = at; k < at + length; k++) {
                doubles.put(k, value);
            }
        }
    }

    final void zero(int at, int length) {
        if (doubles == null) {
            for (int k = at, end = at + length; k < end; k += ZEROS.length) {
                floats.put(k, ZEROS, 0, Math.min(ZEROS.length, end - k)); // some times faster than one by one
            }
        } else {
            fill(at, length, 0);
        }
    }

    final void add(int at, Storage source, int from, int length) {
        if (doubles == null && source.doubles == null) {
            FloatBuffer others = source.floats;
            int shift = from - at;
            for (int k = at, end = at + length; k < end; k++) {
                floats.put(k, floats.get(k) + others.get(k + shift));
            }
        } else {
            for (int k = 0; k < length; k++) {
                put(at + k, getDouble(at + k) + source.getDouble(from + k));
            }
        }
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
