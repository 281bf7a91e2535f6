package org.gru4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A piece of off-heap memory in native byte order, which tensors are views of.
 *
 * <p>Every backend uses a direct buffer, so that a stale Java reference can at worst read outdated numbers and never
 * crash the JVM. Backends that pass the memory to native code extend this class to store its address.
 *
 * <p>Not thread-safe: another thread sees what was written only if the program synchronizes the two.
 */
public class Storage {
    private static final float[] ZEROS = new float[1024];
    private static final AtomicLong VERSIONS = new AtomicLong();

    private final Allocator allocator;
    private final ByteBuffer memory;
    private final FloatBuffer floats;
    /** The elements, if this storage holds doubles; the floats are then unused. Otherwise null. */
    private final @Nullable DoubleBuffer doubles;

    private final AtomicBoolean released = new AtomicBoolean();
    private long version = VERSIONS.incrementAndGet();

    /**
     * Creates storage in the given memory.
     *
     * @param bytes direct memory in native byte order; its size is a whole number of floats
     */
    public Storage(Allocator allocator, ByteBuffer bytes) {
        if (!bytes.isDirect() || bytes.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("bytes: expected a direct buffer in native byte order but got " + bytes);
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
     * Allocates zeroed memory that holds each element in double precision, for backends that check gradients. Floats
     * that are written are stored exactly; elements that are read as floats are rounded.
     *
     * @throws InsufficientMemoryException if there is not enough memory
     */
    public static Storage ofDoubles(Allocator allocator, int elements) {
        if (elements > Shape.MAX_SIZE / 2) {
            throw new InsufficientMemoryException(
                    "a tensor of " + elements + " doubles: expected at most " + Shape.MAX_SIZE / 2);
        }
        ByteBuffer memory = DirectMemory.allocate(2 * elements);
        return new Storage(allocator, memory, memory.asDoubleBuffer());
    }

    /** The allocator that created this storage and takes it back. */
    public final Allocator allocator() {
        return allocator;
    }

    /** Number of elements that fit. */
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
                    "memory of '" + allocator.name() + "' holds doubles and can't be viewed as floats");
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
                floats.put(k, ZEROS, 0, Math.min(ZEROS.length, end - k)); // several times as fast as element by element
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

    /**
     * Returns the memory for its next use, in a new storage.
     *
     * @throws IllegalStateException if it was taken back before
     */
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
