package org.gru4j.layer;

import java.util.function.Supplier;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer without parameters that combines the steps of each row into a single step: x [T,N,I] → y [1,N,I]. Subclasses
 * define how a row is combined, and how its gradient is distributed.
 */
abstract class Reduction implements Layer {
    /** Keeps what backward needs, and the numbers of a row while they are computed. */
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

        /** Returns an array with a number for each row and feature of the batch, kept until backward. */
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

    /** Writes row {@code n} of y, computed from the row's {@code slot.length(n)} valid steps. */
    abstract void reduce(Slot slot, int n, Tensor x, Tensor y);

    /** Writes all steps of row {@code n} of dx, with zeros beyond the valid steps. */
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
                    name + ": backward needs a forward in the same step, and runs only once for each forward");
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
