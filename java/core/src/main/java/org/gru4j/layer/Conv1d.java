package org.gru4j.layer;

import java.util.function.Supplier;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over steps (LeCun et al., Proceedings of the IEEE 86, 1998). Output w is b + Σ_k x_{w·stride − before +
 * k}·W_k, where steps before the first and after the last valid one count as zeros. W [K·I,O] holds the K matrices one
 * below the other; the bias is b [O]. A sequence of L valid steps has {@link Conv1dLayer#outputSteps} of L valid
 * outputs.
 *
 * <p>The windows of K steps are copied side by side, and then multiplied by W in a single matrix product. The copy
 * takes K times the memory of x.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Conv1d implements Layer {
    private final String name;
    private final String windowsName;
    private final String dxName;
    private final Conv1dLayer spec;
    private final Parameters parameters;
    private final Tensor w;
    private final Tensor b;
    private final Supplier<Slot> createSlot = Slot::new;
    private @Nullable Tensor dw;
    private @Nullable Tensor db;

    private static final class Slot implements Pass.Slot {
        private @Nullable Tensor windows;
        private int @Nullable [] lengths;
        private int steps;

        @Override
        public void end() {
            windows = null;
            lengths = null;
        }

        @Override
        public void close() {
            end();
        }
    }

    static void declare(Parameters.Layout layout, String name, Conv1dLayer spec) {
        int rows = spec.kernelSize() * spec.inputSize();
        Parameters.Initializer uniform = Parameters.Initializer.uniform(1 / Math.sqrt(rows));
        layout.add(name + ".W", Shape.of(rows, spec.outputSize()), uniform);
        layout.addUndecayed(name + ".b", Shape.of(spec.outputSize()), uniform);
    }

    Conv1d(String name, Conv1dLayer spec, Parameters parameters) {
        this.name = name;
        this.windowsName = "windows of " + name;
        this.dxName = "gradient into " + name;
        this.spec = spec;
        this.parameters = parameters;
        this.w = parameters.value(name + ".W");
        this.b = parameters.value(name + ".b");
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, spec.inputSize());
        int[] lengths = pass.lengths(x.dim(0), x.dim(1));
        int count = spec.outputSteps(x.dim(0));
        if (count == 0) {
            throw new IllegalArgumentException(name + ": expected at least " + spec.kernelSize()
                    + " steps, as many as a window has, but got " + x.dim(0));
        }
        Tensor windows = pass.scope().allocateUninitialized(windowsName, count, x.dim(1), w.dim(0));
        windows.zero(0, windows.size());
        copy(x, windows, lengths, true);
        Tensor y = pass.scope().allocateUninitialized(name, count, x.dim(1), spec.outputSize());
        pass.backend().dense().forward(windows, w, b, y);
        if (pass.isTraining()) {
            Slot slot = pass.slot(this, createSlot);
            if (slot.windows != null) {
                throw Pass.secondForward(name);
            }
            slot.windows = windows;
            slot.lengths = lengths;
            slot.steps = x.dim(0);
        }
        return y;
    }

    /** Copies steps into their windows, or adds windows to their steps. */
    private void copy(Tensor x, Tensor windows, int @Nullable [] lengths, boolean intoWindows) {
        int batch = x.dim(1);
        int size = spec.inputSize();
        int width = windows.dim(2);
        for (int n = 0; n < batch; n++) {
            int length = lengths == null ? x.dim(0) : lengths[n];
            int before = Windows.before(length, spec.kernelSize(), spec.stride(), spec.padding());
            for (int window = 0; window < spec.outputSteps(length); window++) {
                for (int k = 0; k < spec.kernelSize(); k++) {
                    int t = window * spec.stride() - before + k;
                    if (t < 0 || t >= length) {
                        continue;
                    }
                    int place = (t * batch + n) * size;
                    int column = (window * batch + n) * width + k * size;
                    if (intoWindows) {
                        windows.write(column, x, place, size);
                    } else {
                        x.add(place, windows, column, size);
                    }
                }
            }
        }
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, createSlot);
        Tensor windows = slot.windows;
        if (windows == null) {
            throw new IllegalStateException(
                    name + ": backward needs a forward in the same step, and runs only once for each forward");
        }
        slot.windows = null;
        Tensor dWeights = dw;
        Tensor dBias = db;
        if (dWeights == null || dBias == null) {
            dWeights = parameters.gradient(name + ".W");
            dBias = parameters.gradient(name + ".b");
            dw = dWeights;
            db = dBias;
        }
        Tensor dWindows =
                pass.scope().allocateUninitialized(windowsName, windows.dim(0), windows.dim(1), windows.dim(2));
        pass.backend().dense().backward(windows, w, dy, dWindows, dWeights, dBias);
        Tensor dx = pass.scope().allocateUninitialized(dxName, slot.steps, windows.dim(1), spec.inputSize());
        dx.zero(0, dx.size());
        copy(dx, dWindows, slot.lengths, false);
        return dx;
    }
}
