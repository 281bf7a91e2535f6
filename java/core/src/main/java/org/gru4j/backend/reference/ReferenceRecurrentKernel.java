package org.gru4j.backend.reference;

import java.util.Arrays;
import java.util.Objects;
import org.gru4j.backend.Backend;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Copies tensors into the arrays of a {@link ReferenceLayer} and back. The arrays are created once, so a step allocates
 * nothing.
 */
final class ReferenceRecurrentKernel extends RecurrentKernel {
    /** Arguments of a pass in one direction, in doubles, or the gradients of these arguments. */
    private static final class Arguments {
        private final double[] w;
        private final double[] u;
        private final double[] b;
        private final double[] x;
        private final double[] s0;
        private final double[] y;
        private final double[] sT;

        Arguments(RecurrentDims dims) {
            int columns = dims.cell().gates() * dims.hiddenSize();
            int states = dims.cell().states() * dims.batch() * dims.hiddenSize();
            w = new double[dims.inputSize() * columns];
            u = new double[dims.hiddenSize() * columns];
            b = new double[dims.cell().biasRows() * dims.hiddenSize()];
            x = new double[dims.steps() * dims.batch() * dims.inputSize()];
            s0 = new double[states];
            y = new double[dims.steps() * dims.batch() * dims.hiddenSize()];
            sT = new double[states];
        }
    }

    /** A layer with the arguments of one forward pass over it. */
    private static final class Run {
        private final ReferenceLayer layer;
        private final Arguments arguments;
        // created when such a mask is used for the first time
        private double @Nullable [] stateMask;
        private double @Nullable [] updateMask;

        Run(RecurrentDims dims) {
            layer = ReferenceLayer.of(
                    dims.cell(), dims.steps(), dims.batch(), dims.inputSize(), dims.hiddenSize(), dims.reverse());
            arguments = new Arguments(dims);
        }
    }

    private static final class DoubleWorkspace extends RecurrentWorkspace {
        private final Run run;

        DoubleWorkspace(ReferenceRecurrentKernel kernel) {
            super(kernel);
            run = new Run(kernel.dims());
        }

        @Override
        protected void release() {
            // the garbage collector frees the arrays
        }
    }

    private final @Nullable Run inference;
    /** Arguments of backward; null for inference. */
    private final @Nullable Arguments gradient;

    ReferenceRecurrentKernel(Backend backend, RecurrentDims dims) {
        super(backend, requireHeap(dims));
        inference = dims.training() ? null : new Run(dims);
        gradient = dims.training() ? new Arguments(dims) : null;
    }

    /**
     * Throws before the first array is created if the arrays can't fit into the heap. Their total size is an estimate.
     */
    private static RecurrentDims requireHeap(RecurrentDims dims) {
        double rows = (double) dims.steps() * dims.batch();
        double parameters = (double) dims.cell().gates() * dims.hiddenSize() * (dims.inputSize() + dims.hiddenSize());
        double arguments = parameters + rows * (dims.inputSize() + dims.hiddenSize());
        int activations =
                dims.cell().isGru() ? 4 : dims.cell().gates() + dims.cell().states() - 1;
        double kept = rows * dims.hiddenSize() * activations;
        double bytes = Double.BYTES * (kept + (dims.training() ? 2 : 1) * arguments);
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw new InsufficientMemoryException(String.format(
                    "kernel %s needs %.0f MiB of Java heap, but the maximum is %d MiB (raise it with -Xmx)",
                    dims, bytes / (1 << 20), Runtime.getRuntime().maxMemory() >> 20));
        }
        return dims;
    }

    @Override
    protected RecurrentWorkspace createWorkspace() {
        return new DoubleWorkspace(this);
    }

    @Override
    protected void computeForward(
            RecurrentWeights weights,
            Tensor x,
            @Nullable Tensor s0,
            int @Nullable [] lengths,
            @Nullable GruMasks masks,
            Tensor y,
            Tensor sT,
            @Nullable RecurrentWorkspace workspace) {
        Run run = workspace == null ? Objects.requireNonNull(inference) : ((DoubleWorkspace) workspace).run;
        Arguments a = run.arguments;
        load(weights.w(), a.w);
        load(weights.u(), a.u);
        load(weights.b(), a.b);
        load(x, a.x);
        load(s0, a.s0);
        Tensor state = masks == null ? null : masks.state();
        Tensor update = masks == null ? null : masks.update();
        run.stateMask = loadMask(state, run.stateMask);
        run.updateMask = loadMask(update, run.updateMask);
        run.layer.forward(
                a.w,
                a.u,
                a.b,
                a.x,
                a.s0,
                lengths,
                state == null ? null : run.stateMask,
                update == null ? null : run.updateMask,
                a.y,
                a.sT);
        store(a.y, y);
        store(a.sT, sT);
    }

    @Override
    protected void computeBackward(
            @Nullable Tensor dy,
            @Nullable Tensor dsT,
            RecurrentWeights gradients,
            @Nullable Tensor dx,
            @Nullable Tensor ds0,
            RecurrentWorkspace workspace) {
        Arguments d = Objects.requireNonNull(gradient);
        load(dy, d.y);
        load(dsT, d.sT);
        load(gradients.w(), d.w);
        load(gradients.u(), d.u);
        load(gradients.b(), d.b);
        ((DoubleWorkspace) workspace).run.layer.backward(workspace.lengths(), d.y, d.sT, d.w, d.u, d.b, d.x, d.s0);
        store(d.w, gradients.w());
        store(d.u, gradients.u());
        store(d.b, gradients.b());
        store(d.x, dx);
        store(d.s0, ds0);
    }

    private void load(@Nullable Tensor source, double[] target) {
        if (source == null) {
            Arrays.fill(target, 0);
        } else {
            source.read(0, target, 0, target.length);
        }
    }

    /**
     * Loads a mask into an array and returns the array to keep: {@code kept}, or a new one if that is null. Without a
     * mask, returns {@code kept} unchanged.
     */
    private double @Nullable [] loadMask(@Nullable Tensor mask, double @Nullable [] kept) {
        if (mask == null) {
            return kept;
        }
        double[] target = kept == null ? new double[mask.size()] : kept;
        mask.read(0, target, 0, target.length);
        return target;
    }

    private void store(double[] source, @Nullable Tensor target) {
        if (target != null) {
            target.write(0, source, 0, source.length);
        }
    }

    @Override
    protected void release() {
        // the garbage collector frees the arrays
    }
}
