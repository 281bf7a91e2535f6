package org.gru4j.onednn;

import java.util.ArrayDeque;

/**
 * Copies arrays of integers, such as token ids, to native memory. The buffers are kept and reused: there are as many as
 * calls that ran at the same time, and each is as large as the largest array that it has served. So a call allocates
 * nothing once sizes repeat. Thread-safe.
 */
final class IdBuffers {
    private final OneDnnBackend backend;
    private final ArrayDeque<NativeStorage> idle = new ArrayDeque<>();

    IdBuffers(OneDnnBackend backend) {
        this.backend = backend;
    }

    /**
     * Returns a copy of the first {@code length} values. The caller returns it with {@link #release}. The caller has
     * checked the values; the copy is checked again, because another thread may have changed the array since then.
     *
     * @param what the array's name in errors
     * @param limit every value must be at least −1 and less than {@code limit}
     * @throws IllegalArgumentException if a value is not
     */
    NativeStorage copy(String what, int[] values, int length, int limit) {
        NativeStorage buffer;
        synchronized (this) {
            buffer = idle.poll();
        }
        if (buffer == null || buffer.capacity() < length) {
            if (buffer != null) {
                backend.release(buffer);
            }
            buffer = backend.allocate(length, "a copy of ids");
        }
        buffer.ints().put(0, values, 0, length);
        for (int k = 0; k < length; k++) {
            int value = buffer.ints().get(k);
            if (value < -1 || value >= limit) {
                release(buffer);
                throw new IllegalArgumentException(what + "[" + k + "]: expected -1 to " + (limit - 1) + " but got "
                        + value
                        + ", which another thread has written during this call");
            }
        }
        return buffer;
    }

    /** Takes back a buffer from {@link #copy} for reuse. */
    synchronized void release(NativeStorage buffer) {
        idle.push(buffer);
    }
}
