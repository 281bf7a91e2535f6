package org.gru4j.tensor;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that is currently unused, kept for the next allocation of about the same size. All backends share one
 * instance.
 *
 * <p>The pieces are held weakly: a garbage collection takes those that are idle at that time. The JDK collects garbage
 * before it refuses direct memory to gru4j or to the program, so idle memory is never the reason for a refusal. A limit
 * on idle memory, or a timer, would free nothing sooner: only the collector frees direct memory safely, and it frees a
 * weakly held piece as soon as a dropped one. Thread-safe.
 */
final class IdleMemory {
    static final IdleMemory SHARED = new IdleMemory();

    /** A piece may be larger than requested by this many floats, even if it wastes more than a quarter of itself. */
    private static final int SMALL = 1024;

    private static final int ALIGNMENT = 64;

    private final TreeMap<Integer, ArrayDeque<WeakReference<ByteBuffer>>> pieces = new TreeMap<>();
    private final ReferenceQueue<ByteBuffer> collected = new ReferenceQueue<>();

    /** Adds an unused piece. A piece that does not begin at a multiple of 64 bytes is left to the collector. */
    synchronized void give(ByteBuffer memory) {
        forgetCollected();
        if (memory.alignmentOffset(0, ALIGNMENT) == 0) {
            pieces.computeIfAbsent(memory.capacity() / Float.BYTES, k -> new ArrayDeque<>())
                    .push(new WeakReference<>(memory, collected));
        }
    }

    /**
     * Returns the smallest piece that fits and wastes at most a quarter of itself, or at most {@link #SMALL} floats.
     * Its content is undefined. Null if there is none.
     */
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

    /** Leaves all pieces to the collector. */
    synchronized void clear() {
        pieces.clear();
    }
}
