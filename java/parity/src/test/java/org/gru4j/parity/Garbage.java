package org.gru4j.parity;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.gru4j.lifetime.Watch;

/** Frees garbage, so that measurements of memory do not include it. */
final class Garbage {
    private Garbage() {}

    /**
     * Frees all garbage, including memory off the heap, and idle memory. The JVM frees memory off the heap after a
     * collection. When it has begun to free the garbage of the second collection, that of the first is completely
     * freed.
     */
    static void collect() throws InterruptedException {
        collectOnce();
        Watch.freeForgotten();
        collectOnce();
    }

    private static void collectOnce() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> garbage = new PhantomReference<>(new Object(), queue);
        System.gc();
        queue.remove();
        garbage.clear();
    }
}
