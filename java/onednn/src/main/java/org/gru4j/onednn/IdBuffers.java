package org.gru4j.onednn;

import java.util.ArrayDeque;

/**
 * Copies of whole numbers for native code to see. As many are kept as calls ran at once, each as large as the largest
 * that it served, so that a call allocates nothing. Thread-safe.
 */
final class IdBuffers {
    private final OneDnnBackend backend;
    private final ArrayDeque<NativeStorage> idle = new ArrayDeque<>();

    IdBuffers(OneDnnBackend backend) {
        this.backend = backend;
    }

    /**
     * A copy of the first {@code length} of them, for {@link #release}. They were checked before; the copy is checked
     * again, because the caller's may have changed since.
     *
     * @param limit all are from −1 to below it
     * @throws IllegalArgumentException if one is not
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
                        + ", which another thread has written while they were read");
            }
        }
        return buffer;
    }

    synchronized void release(NativeStorage buffer) {
        idle.push(buffer);
    }
}
