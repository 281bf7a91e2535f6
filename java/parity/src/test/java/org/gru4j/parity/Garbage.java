package org.gru4j.parity;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.gru4j.lifetime.Watch;

/** What a measurement of memory must not find. */
final class Garbage {
    private Garbage() {}

    /**
     * Frees all garbage, what is off the heap too, and idle memory. The JVM frees that after a collection: has it begun
     * with what the second one found, then it is through with the first's.
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
