package org.gru4j.backend;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether Java computes as it should. A native library compiled with {@code -ffast-math} makes the processor flush
 * denormal numbers to zero in the thread that loads it, and in the threads started from there; Java before version 20
 * does not undo that. What the native backend computes does not depend on it; what Java computes does.
 */
final class Denormals {
    /** Volatile, so that no compiler computes with it in advance. */
    private static volatile double smallestNormal = Double.MIN_NORMAL;

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Denormals() {}

    /** Whether the calling thread flushes them. */
    static boolean areFlushed() {
        return smallestNormal * 0.5 == 0;
    }

    /** Says so once, if the calling thread flushes them. */
    static void warnIfFlushed(System.Logger log) {
        if (areFlushed() && SAID.compareAndSet(false, true)) {
            log.log(
                    System.Logger.Level.WARNING,
                    "this thread flushes denormal numbers to zero: some native library,"
                            + " probably one compiled with -ffast-math, changed its floating-point mode. Numbers below 1e-38"
                            + " that Java computes here, and all of the reference backend's below 1e-307, become 0. Load that"
                            + " library in a thread of its own, or use Java 20 or newer");
        }
    }
}
