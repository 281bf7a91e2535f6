package org.gru4j.layer;

import java.util.Arrays;
import java.util.function.Supplier;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The maximum of each feature in windows of K steps. Its gradient goes to the first step that has the maximum. Only
 * valid steps count.
 *
 * <p>Thread-safe to run forward, each thread with its own pass; backward is for one thread at a time.
 */
public final class MaxPooling implements Layer {
    private static final class Slot implements Pass.Slot {
        /** For each output, the step that its value comes from; −1 for none. */
        private int[] places = new int[0];

        private final double[] row;
        private final double[] largest;
        private int steps;
        private boolean filled;

        Slot(int size) {
            row = new double[size];
            largest = new double[size];
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
    private final String dxName;
    private final MaxPoolingLayer spec;
    private final Supplier<Slot> createSlot;

    MaxPooling(String name, MaxPoolingLayer spec) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.spec = spec;
        this.createSlot = () -> new Slot(spec.size());
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, spec.size());
        int[] lengths = pass.lengths(x.dim(0), x.dim(1));
        int count = spec.outputSteps(x.dim(0));
        if (count == 0) {
            throw new IllegalArgumentException(name + ": expected at least " + spec.kernelSize()
                    + " steps, as many as a window has, but got " + x.dim(0));
        }
        Slot slot = pass.slot(this, createSlot);
        if (slot.filled) {
            throw Pass.secondForward(name);
        }
        Tensor y = pass.scope().allocateUninitialized(name, count, x.dim(1), spec.size());
        if (slot.places.length < y.size()) {
            slot.places = new int[y.size()];
        }
        for (int window = 0; window < count; window++) {
            for (int n = 0; n < x.dim(1); n++) {
                reduce(slot, x, y, window, n, lengths);
            }
        }
        slot.steps = x.dim(0);
        slot.filled = pass.isTraining();
        return y;
    }

    private void reduce(Slot slot, Tensor x, Tensor y, int window, int n, int @Nullable [] lengths) {
        int size = spec.size();
        int batch = x.dim(1);
        int length = lengths == null ? x.dim(0) : lengths[n];
        int at = (window * batch + n) * size;
        Arrays.fill(slot.places, at, at + size, -1);
        Arrays.fill(slot.largest, 0);
        int first = window * spec.stride() - Windows.before(length, spec.kernelSize(), spec.stride(), spec.padding());
        boolean valid = window < spec.outputSteps(length);
        for (int t = Math.max(0, first); valid && t < Math.min(length, first + spec.kernelSize()); t++) {
            x.read((t * batch + n) * size, slot.row, 0, size);
            for (int i = 0; i < size; i++) {
                if (slot.places[at + i] < 0 || slot.row[i] > slot.largest[i] || Double.isNaN(slot.row[i])) {
                    slot.largest[i] = slot.row[i];
                    slot.places[at + i] = t;
                }
            }
        }
        y.write(at, slot.largest, 0, size);
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, createSlot);
        if (!slot.filled) {
            throw new IllegalStateException(
                    name + ": backward needs a forward in the same step, and runs only once for each forward");
        }
        slot.filled = false;
        int size = spec.size();
        int batch = dy.dim(1);
        Tensor dx = pass.scope().allocateUninitialized(dxName, slot.steps, batch, size);
        dx.zero(0, dx.size());
        for (int at = 0; at < dy.size(); at += size) {
            int n = at / size % batch;
            dy.read(at, slot.row, 0, size);
            for (int i = 0; i < size; i++) {
                int t = slot.places[at + i];
                if (t >= 0) {
                    int place = (t * batch + n) * size + i;
                    slot.largest[0] = dx.getDouble(place) + slot.row[i];
                    dx.write(place, slot.largest, 0, 1);
                }
            }
        }
        return dx;
    }
}
