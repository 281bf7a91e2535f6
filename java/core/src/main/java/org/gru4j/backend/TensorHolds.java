package org.gru4j.backend;

import java.lang.ref.Reference;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tensors of one call to a stateless kernel, so that they can't be closed meanwhile: all of them or none.
 * Null is ignored. Pass tensors of the same scope next to each other; the scope is then held once for them.
 */
final class TensorHolds {
    private TensorHolds() {}

    /**
     * Holds the tensors.
     *
     * @return the value to pass to {@link #release}
     * @throws IllegalStateException if a tensor is closed, or gru4j was shut down
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

    /** Releases the tensors. Also keeps their memory reachable up to this call. */
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
