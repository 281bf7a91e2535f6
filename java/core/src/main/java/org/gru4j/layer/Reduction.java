package org.gru4j.layer;

import java.util.function.Supplier;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer without parameters that makes a single step of the steps of each row: x [T,N,I] → y [1,N,I]. What is the same
 * of all such layers is here; each says what it makes of a row, and how that row's gradient goes back.
 */
abstract class Reduction implements Layer {
    /** What a step keeps for backward, and a row's numbers while they are computed. */
    static final class Slot implements Pass.Slot {
        final double[] row;
        final double[] sum;
        int steps;
        int batch;
        /** Null if all rows are full. */
        private int @Nullable [] lengths;

        private boolean filled;
        private int[] places = new int[0];

        private Slot(int size) {
            row = new double[size];
            sum = new double[size];
        }

        /** A number for each row and feature of the batch, kept until backward. */
        int[] places(int size) {
            if (places.length < batch * size) {
                places = new int[batch * size];
            }
            return places;
        }

        int length(int n) {
            return lengths == null ? steps : lengths[n];
        }

        @Override
        public void end() {
            filled = false;
            lengths = null;
        }

        @Override
        public void close() {
            end();
        }
    }

    final String name;
    final int size;
    private final String dxName;
    private final Supplier<Slot> createSlot;

    Reduction(String name, int size) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.size = size;
        this.createSlot = () -> new Slot(size);
    }

    /** Writes all of y's row {@code n}, of the row's {@code slot.length(n)} valid steps. */
    abstract void reduce(Slot slot, int n, Tensor x, Tensor y);

    /** Writes all steps of dx's row {@code n}, zeros past the valid ones. */
    abstract void spread(Slot slot, int n, Tensor dy, Tensor dx);

    /** @return y [1,N,I], valid until the step ends */
    @Override
    public final Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, size);
        Slot slot = pass.slot(this, createSlot);
        if (slot.filled) {
            throw Pass.secondForward(name);
        }
        slot.steps = x.dim(0);
        slot.batch = x.dim(1);
        slot.lengths = pass.lengths(x.dim(0), x.dim(1));
        Tensor y = pass.scope().allocateUninitialized(name, 1, slot.batch, size);
        for (int n = 0; n < slot.batch; n++) {
            reduce(slot, n, x, y);
        }
        slot.filled = pass.isTraining();
        return y;
    }

    /** @param dy [1,N,I] the gradient of y */
    @Override
    public final Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, createSlot);
        if (!slot.filled) {
            throw new IllegalStateException(
                    name + ": backward without a forward before it in this step, or a second one");
        }
        dy.requireShape("dy [1,N,I]", 1, slot.batch, size);
        slot.filled = false;
        Tensor dx = pass.scope().allocateUninitialized(dxName, slot.steps, slot.batch, size);
        for (int n = 0; n < slot.batch; n++) {
            spread(slot, n, dy, dx);
        }
        return dx;
    }
}
