package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Tensor;

/** Carries tensors to {@link ReferenceRnnLayer} and back. Its arrays are made once: a step allocates nothing. */
final class ReferenceRnnKernel extends RnnKernel {
    /** The arguments of one direction of a pass, in doubles: of forward, or their gradients. */
    private static final class Arguments {
        private final double[] w;
        private final double[] u;
        private final double[] b;
        private final double[] x;
        private final double[] s0;
        private final double[] y;
        private final double[] sT;

        Arguments(RnnDims dims) {
            int columns = dims.cell().gates() * dims.hiddenSize();
            int states = dims.cell().states() * dims.batch() * dims.hiddenSize();
            w = new double[dims.inputSize() * columns];
            u = new double[dims.hiddenSize() * columns];
            b = new double[columns];
            x = new double[dims.steps() * dims.batch() * dims.inputSize()];
            s0 = new double[states];
            y = new double[dims.steps() * dims.batch() * dims.hiddenSize()];
            sT = new double[states];
        }
    }

    /** One pass over the layer. */
    private static final class Run {
        private final ReferenceRnnLayer layer;
        private final Arguments arguments;

        Run(RnnDims dims) {
            layer = new ReferenceRnnLayer(dims.cell(), dims.steps(), dims.batch(), dims.inputSize(), dims.hiddenSize(),
                    dims.reverse());
            arguments = new Arguments(dims);
        }
    }

    private static final class DoubleWorkspace extends RnnWorkspace {
        private final Run run;

        DoubleWorkspace(ReferenceRnnKernel kernel) {
            super(kernel);
            run = new Run(kernel.dims());
        }

        @Override
        protected void release() {
            // double arrays belong to the garbage collector
        }
    }

    private final Doubles doubles = new Doubles();
    private final Run inference;
    /** Backward's. */
    private final Arguments gradient;

    ReferenceRnnKernel(Backend backend, RnnDims dims) {
        super(backend, requireHeap(dims));
        inference = dims.training() ? null : new Run(dims);
        gradient = dims.training() ? new Arguments(dims) : null;
    }

    /** Says that the arrays can't fit before the first of them is made; an estimate of what they need together. */
    private static RnnDims requireHeap(RnnDims dims) {
        double rows = (double) dims.steps() * dims.batch();
        double parameters = (double) dims.cell().gates() * dims.hiddenSize() * (dims.inputSize() + dims.hiddenSize());
        double arguments = parameters + rows * (dims.inputSize() + dims.hiddenSize());
        double kept = rows * dims.hiddenSize() * (dims.cell().gates() + dims.cell().states() - 1);
        double bytes = Double.BYTES * (kept + (dims.training() ? 2 : 1) * arguments);
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw new InsufficientMemoryException(String.format("kernel %s needs %.0f MiB of Java heap, of which there"
                    + " are %d MiB (raise that with -Xmx)", dims, bytes / (1 << 20),
                    Runtime.getRuntime().maxMemory() >> 20));
        }
        return dims;
    }

    @Override
    protected RnnWorkspace createWorkspace() {
        return new DoubleWorkspace(this);
    }

    @Override
    protected void computeForward(RnnWeights weights, Tensor x, Tensor s0, int[] lengths, Tensor y, Tensor sT,
            RnnWorkspace workspace) {
        Run run = workspace == null ? inference : ((DoubleWorkspace) workspace).run;
        Arguments a = run.arguments;
        load(weights.w(), a.w);
        load(weights.u(), a.u);
        load(weights.b(), a.b);
        load(x, a.x);
        load(s0, a.s0);
        run.layer.forward(a.w, a.u, a.b, a.x, a.s0, lengths, a.y, a.sT);
        store(a.y, y);
        store(a.sT, sT);
    }

    @Override
    protected void computeBackward(Tensor dy, Tensor dsT, RnnWeights gradients, Tensor dx, Tensor ds0,
            RnnWorkspace workspace) {
        Arguments d = gradient;
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

    private void load(Tensor source, double[] target) {
        if (source == null) {
            Arrays.fill(target, 0);
        } else {
            doubles.load(source, target);
        }
    }

    private void store(double[] source, Tensor target) {
        if (target != null) {
            doubles.store(source, target);
        }
    }

    @Override
    protected void release() {
        // double arrays belong to the garbage collector
    }
}
