package org.gru4j.backend;

import java.lang.ref.Reference;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tensors of one call of a kernel that keeps nothing, all or none of them; null stands for none. Those of one
 * scope are best given one after the other: the scope is held once for them.
 */
final class TensorHolds {
    private TensorHolds() {}

    /**
     * @return what {@link #release} must be given
     * @throws IllegalStateException if one is closed, or gru4j is shut down
     */
    static int hold(
            @Nullable Tensor a,
            @Nullable Tensor b,
            @Nullable Tensor c,
            @Nullable Tensor d,
            @Nullable Tensor e,
            @Nullable Tensor f) {
        Backends.requireRunning();
        int held = 0;
        boolean all = false;
        try {
            held |= bit(a, null, 1);
            held |= bit(b, a, 2);
            held |= bit(c, b, 4);
            held |= bit(d, c, 8);
            held |= bit(e, d, 16);
            held |= bit(f, e, 32);
            all = true;
            return held;
        } finally {
            if (!all) {
                release(held, a, b, c, d, e, f);
            }
        }
    }

    private static int bit(@Nullable Tensor tensor, @Nullable Tensor before, int bit) {
        return tensor != null && tensor.holdBeside(before) ? bit : 0;
    }

    /** Also what keeps the memory of all of them from the collector until now. */
    static void release(
            int held,
            @Nullable Tensor a,
            @Nullable Tensor b,
            @Nullable Tensor c,
            @Nullable Tensor d,
            @Nullable Tensor e,
            @Nullable Tensor f) {
        release(held & 1, a);
        release(held & 2, b);
        release(held & 4, c);
        release(held & 8, d);
        release(held & 16, e);
        release(held & 32, f);
    }

    private static void release(int bit, @Nullable Tensor tensor) {
        if (bit != 0 && tensor != null) {
            tensor.release();
        }
        Reference.reachabilityFence(tensor);
    }
}
