package org.gru4j.backend;

import org.gru4j.tensor.Tensor;

/** Holds the tensors of one call of a kernel that keeps nothing, all or none of them; null stands for none. */
final class TensorHolds {
    private static final int MAX_TENSORS = 6;

    private TensorHolds() {}

    /** @throws IllegalStateException if one is closed, or gru4j is shut down */
    static void hold(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f) {
        Backends.requireRunning();
        int held = 0;
        try {
            for (; held < MAX_TENSORS; held++) {
                Tensor tensor = pick(held, a, b, c, d, e, f);
                if (tensor != null) {
                    tensor.hold();
                }
            }
        } finally {
            if (held < MAX_TENSORS) {
                release(held, a, b, c, d, e, f);
            }
        }
    }

    static void release(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f) {
        release(MAX_TENSORS, a, b, c, d, e, f);
    }

    private static void release(int count, Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f) {
        for (int k = 0; k < count; k++) {
            Tensor tensor = pick(k, a, b, c, d, e, f);
            if (tensor != null) {
                tensor.release();
            }
        }
    }

    private static Tensor pick(int k, Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f) {
        return switch (k) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            case 3 -> d;
            case 4 -> e;
            default -> f;
        };
    }
}
