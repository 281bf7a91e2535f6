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

    /** A copy of the first {@code length} of them, for {@link #release}. */
    NativeStorage copy(int[] values, int length) {
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
        return buffer;
    }

    synchronized void release(NativeStorage buffer) {
        idle.push(buffer);
    }
}
