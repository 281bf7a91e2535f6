package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that moves the steps of a sequence to other places without changing them: y_t = x_{s(t)}, or zeros where
 * there is no such step. Thread-safe to run forward, each thread with its own pass.
 */
abstract class StepOrder implements Layer {
    private static final class Slot implements Pass.Slot {
        private int @Nullable [] lengths;
        private boolean filled;

        @Override
        public void end() {
            lengths = null;
            filled = false;
        }

        @Override
        public void close() {
            end();
        }
    }

    private final String name;
    private final String dxName;
    private final int size;

    StepOrder(String name, int size) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.size = size;
    }

    /**
     * Returns s(t), the step of x that becomes step {@code t} of y, for a row of {@code length} valid steps; negative
     * for zeros.
     */
    abstract int source(int t, int length);

    @Override
    public final Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, size);
        int[] lengths = pass.lengths(x.dim(0), x.dim(1));
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), size);
        y.zero(0, y.size());
        for (int t = 0; t < x.dim(0); t++) {
            for (int n = 0; n < x.dim(1); n++) {
                int from = place(t, n, x, lengths);
                if (from >= 0) {
                    y.write((t * x.dim(1) + n) * size, x, from, size);
                }
            }
        }
        if (pass.isTraining()) {
            Slot slot = pass.slot(this, Slot::new);
            if (slot.filled) {
                throw Pass.secondForward(name);
            }
            slot.lengths = lengths;
            slot.filled = true;
        }
        return y;
    }

    /** Returns the index in x of the features for step {@code t} of y's row {@code n}; negative for zeros. */
    private int place(int t, int n, Tensor x, int @Nullable [] lengths) {
        int length = lengths == null ? x.dim(0) : lengths[n];
        int source = t < length ? source(t, length) : -1;
        return source < 0 ? -1 : (source * x.dim(1) + n) * size;
    }

    @Override
    public final Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, Slot::new);
        if (!slot.filled) {
            throw new IllegalStateException(
                    name + ": backward needs a forward in the same step, and runs only once for each forward");
        }
        slot.filled = false;
        Tensor dx = pass.scope().allocateUninitialized(dxName, dy.dim(0), dy.dim(1), size);
        dx.zero(0, dx.size());
        for (int t = 0; t < dy.dim(0); t++) {
            for (int n = 0; n < dy.dim(1); n++) {
                int into = place(t, n, dy, slot.lengths);
                if (into >= 0) {
                    dx.add(into, dy, (t * dy.dim(1) + n) * size, size);
                }
            }
        }
        return dx;
    }
}
