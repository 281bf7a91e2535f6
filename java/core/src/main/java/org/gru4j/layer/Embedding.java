package org.gru4j.layer;

import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a row of W [V,E] for each token id in 0 … V−1 (Bengio, Ducharme, Vincent, Jauvin, JMLR 3, 2003, section 2):
 * y_t = W[id_t], dW[id_t] += dy_t.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Embedding implements TokenLayer {
    private static final class Slot implements Pass.Slot {
        /** The ids of the step, with padding marked as none; grows to the largest step so far. */
        private int[] ids = new int[0];

        private int steps;
        private int batch;
        private boolean filled;

        /** Copies each id, then checks the copy: the caller may change the original at any time. */
        void fill(Embedding layer, int[] from, int @Nullable [] lengths, int newSteps, int newBatch) {
            steps = newSteps;
            batch = newBatch;
            if (ids.length < from.length) {
                ids = new int[from.length];
            }
            for (int k = 0; k < from.length; k++) {
                ids[k] = isValid(k, lengths, batch) ? layer.requireId(from[k], k, batch) : EmbeddingKernel.NO_ID;
            }
        }

        @Override
        public void end() {
            filled = false;
        }

        @Override
        public void close() {
            end();
        }
    }

    private final String name;
    private final int vocabularySize;
    private final int size;
    private final Parameters parameters;
    private final Tensor w;
    /** Null before the first backward. */
    private @Nullable Tensor dw;

    /** Declares W, with initial values N(0,1). */
    static void declare(Parameters.Layout layout, String name, int vocabularySize, int size) {
        layout.addUndecayed(name + ".W", Shape.of(vocabularySize, size), Parameters.Initializer.normal(1));
    }

    Embedding(String name, int vocabularySize, int size, Parameters parameters) {
        this.name = name;
        this.vocabularySize = vocabularySize;
        this.size = size;
        this.parameters = parameters;
        this.w = parameters.value(name + ".W");
    }

    /**
     * Computes y_t = W[id_t]. Beyond a row's length y is zero, and ids are ignored.
     *
     * @param ids [T,N] row-major
     * @return y [T,N,E], valid until the step ends
     * @throws IllegalArgumentException if a valid id is out of range
     */
    @Override
    public Tensor forward(Pass pass, int[] ids, int steps, int batch) {
        if (ids.length != steps * batch) {
            throw new ShapeException(name + ": ids [T,N]: expected " + steps + "·" + batch + " = " + steps * batch
                    + " ids but got " + ids.length);
        }
        int[] lengths = pass.lengths(steps, batch);
        Slot slot = pass.slot(this, Slot::new);
        if (slot.filled) {
            throw Pass.secondForward(name);
        }
        slot.fill(this, ids, lengths, steps, batch);
        Tensor y = pass.scope().allocateUninitialized(name, steps, batch, size);
        pass.backend().embedding().forward(w, slot.ids, y);
        slot.filled = pass.isTraining();
        return y;
    }

    /**
     * Adds dW[id_t] += dy_t, in the order of t and n.
     *
     * @return null
     */
    @Override
    public @Nullable Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, Slot::new);
        if (!slot.filled) {
            throw new IllegalStateException(
                    name + ": backward needs a forward in the same step, and runs only once for each forward");
        }
        dy.requireShape("dy [T,N,E]", slot.steps, slot.batch, size);
        if (dw == null) {
            dw = parameters.gradient(name + ".W");
        }
        pass.backend().embedding().backward(slot.ids, dy, dw);
        slot.filled = false;
        return null;
    }

    private int requireId(int id, int k, int batch) {
        if (id < 0 || id >= vocabularySize) {
            throw new IllegalArgumentException(name + ": ids[t=" + k / batch + ", n=" + k % batch + "]: expected 0 to "
                    + (vocabularySize - 1) + " but got " + id);
        }
        return id;
    }

    private static boolean isValid(int k, int @Nullable [] lengths, int batch) {
        return lengths == null || k / batch < lengths[k % batch];
    }
}
