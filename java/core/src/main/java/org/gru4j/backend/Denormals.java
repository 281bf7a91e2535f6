package org.gru4j.backend;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Checks whether Java's floating-point arithmetic keeps denormal numbers. When a thread loads a native library that was
 * compiled with {@code -ffast-math}, the processor flushes denormal numbers to zero in this thread, and in threads that
 * it starts. Java before version 20 does not undo that. Results of the native backend do not depend on it; results
 * computed in Java do.
 */
final class Denormals {
    /** Volatile, so that the compiler can't fold the computation into a constant. */
    private static volatile double smallestNormal = Double.MIN_NORMAL;

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Denormals() {}

    /** Returns whether the calling thread flushes denormal numbers to zero. */
    static boolean areFlushed() {
        return smallestNormal * 0.5 == 0;
    }

    /** Logs a warning if the calling thread flushes denormal numbers; at most one per process. */
    static void warnIfFlushed(System.Logger log) {
        if (areFlushed() && SAID.compareAndSet(false, true)) {
            log.log(
                    System.Logger.Level.WARNING,
                    "this thread flushes denormal numbers to zero: a native library, probably one compiled with"
                            + " -ffast-math, changed its floating-point mode. Numbers below 1e-38 that Java computes"
                            + " here, and numbers of the reference backend below 1e-307, become 0. Load that library"
                            + " in a thread of its own, or use Java 20 or newer");
        }
    }
}
