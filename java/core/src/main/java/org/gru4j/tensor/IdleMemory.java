package org.gru4j.tensor;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that nobody uses, for whoever needs a piece of about its size next. All backends have one in common.
 *
 * <p>It holds the pieces weakly: a collection takes what is idle then. The JDK collects before it refuses direct memory
 * to anybody, gru4j or the program, so idle memory is never the reason for a refusal. A limit on what is idle, or a
 * timer, would free nothing sooner: only the collector frees direct memory safely, and it takes a weakly held piece
 * when it takes a dropped one. Thread-safe.
 */
final class IdleMemory {
    static final IdleMemory SHARED = new IdleMemory();

    /** Up to so many floats a piece may be larger than what it serves, however little that is. */
    private static final int SMALL = 1024;

    private static final int ALIGNMENT = 64;

    private final TreeMap<Integer, ArrayDeque<WeakReference<ByteBuffer>>> pieces = new TreeMap<>();
    private final ReferenceQueue<ByteBuffer> collected = new ReferenceQueue<>();

    /** Takes a piece that nobody uses any more; one that does not begin at a multiple of 64 bytes is left to the collector. */
    synchronized void give(ByteBuffer memory) {
        forgetCollected();
        if (memory.alignmentOffset(0, ALIGNMENT) == 0) {
            pieces.computeIfAbsent(memory.capacity() / Float.BYTES, k -> new ArrayDeque<>())
                    .push(new WeakReference<>(memory, collected));
        }
    }

    /** The smallest piece that fits and wastes less than a quarter of itself, with whatever is in it; null for none. */
    synchronized @Nullable ByteBuffer take(int floats) {
        forgetCollected();
        for (Map.Entry<Integer, ArrayDeque<WeakReference<ByteBuffer>>> fit = pieces.ceilingEntry(floats);
                fit != null && fit.getKey() - floats <= Math.max(SMALL, fit.getKey() / 4);
                fit = pieces.ceilingEntry(floats)) {
            ByteBuffer memory = fit.getValue().pop().get();
            if (fit.getValue().isEmpty()) {
                pieces.remove(fit.getKey());
            }
            if (memory != null) {
                return memory;
            }
        }
        return null;
    }

    private void forgetCollected() {
        boolean any = false;
        while (collected.poll() != null) {
            any = true;
        }
        if (any) {
            pieces.values().forEach(same -> same.removeIf(piece -> piece.refersTo(null)));
            pieces.values().removeIf(ArrayDeque::isEmpty);
        }
    }

    /** Leaves all of it to the collector. */
    synchronized void clear() {
        pieces.clear();
    }
}
