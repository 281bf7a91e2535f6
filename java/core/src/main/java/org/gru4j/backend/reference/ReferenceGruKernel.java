package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.Workspace;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Tensor;

/** Carries tensors to {@link ReferenceGruLayer} and back. Its arrays are made once, so that a step allocates nothing. */
final class ReferenceGruKernel extends GruKernel {
    /** One pass over the layer, in doubles. */
    private static final class Run {
        private final ReferenceGruLayer layer;
        private final double[] w;
        private final double[] u;
        private final double[] b;
        private final double[] x;
        private final double[] h0;
        private final double[] y;
        private final double[] hT;
        // made when there is such a mask for the first time
        private double[] stateMask;
        private double[] updateMask;

        Run(GruDims dims) {
            layer = new ReferenceGruLayer(dims.steps(), dims.batch(), dims.inputSize(), dims.hiddenSize(), dims.resetGate(),
                    dims.reverse());
            w = new double[dims.inputSize() * 3 * dims.hiddenSize()];
            u = new double[dims.hiddenSize() * 3 * dims.hiddenSize()];
            b = new double[dims.resetGate().biasRows() * dims.hiddenSize()];
            x = new double[dims.steps() * dims.batch() * dims.inputSize()];
            h0 = new double[dims.batch() * dims.hiddenSize()];
            y = new double[dims.steps() * dims.batch() * dims.hiddenSize()];
            hT = new double[h0.length];
        }
    }

    private static final class DoubleWorkspace extends Workspace {
        private final Run run;

        DoubleWorkspace(ReferenceGruKernel kernel) {
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

    // backward's
    private final double[] dw;
    private final double[] du;
    private final double[] db;
    private final double[] dy;
    private final double[] dhT;
    private final double[] dx;
    private final double[] dh0;

    ReferenceGruKernel(Backend backend, GruDims dims) {
        super(backend, requireHeap(dims));
        boolean training = dims.training();
        inference = training ? null : new Run(dims);
        dw = training ? new double[dims.inputSize() * 3 * dims.hiddenSize()] : null;
        du = training ? new double[dims.hiddenSize() * 3 * dims.hiddenSize()] : null;
        db = training ? new double[dims.resetGate().biasRows() * dims.hiddenSize()] : null;
        dy = training ? new double[dims.steps() * dims.batch() * dims.hiddenSize()] : null;
        dhT = training ? new double[dims.batch() * dims.hiddenSize()] : null;
        dx = training ? new double[dims.steps() * dims.batch() * dims.inputSize()] : null;
        dh0 = training ? new double[dims.batch() * dims.hiddenSize()] : null;
    }

    /** Says that the arrays can't fit before the first of them is made; an estimate of what they need together. */
    private static GruDims requireHeap(GruDims dims) {
        double rows = (double) dims.steps() * dims.batch();
        double parameters = 3.0 * dims.hiddenSize() * (dims.inputSize() + dims.hiddenSize());
        double run = parameters + rows * (dims.inputSize() + 5.0 * dims.hiddenSize());
        double gradients = dims.training() ? parameters + rows * (dims.inputSize() + dims.hiddenSize()) : 0;
        double bytes = Double.BYTES * (run + gradients);
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw new InsufficientMemoryException(String.format("kernel %s needs %.0f MiB of Java heap, of which there are"
                    + " %d MiB (raise that with -Xmx)", dims, bytes / (1 << 20), Runtime.getRuntime().maxMemory() >> 20));
        }
        return dims;
    }

    @Override
    protected Workspace createWorkspace() {
        return new DoubleWorkspace(this);
    }

    @Override
    protected void computeForward(GruWeights weights, Tensor x, Tensor h0, int[] lengths, GruMasks masks, Tensor y,
            Tensor hT, Workspace workspace) {
        Run run = workspace == null ? inference : ((DoubleWorkspace) workspace).run;
        doubles.load(weights.w(), run.w);
        doubles.load(weights.u(), run.u);
        load(weights.b(), run.b);
        doubles.load(x, run.x);
        load(h0, run.h0);
        Tensor state = masks == null ? null : masks.state();
        Tensor update = masks == null ? null : masks.update();
        run.stateMask = loadMask(state, run.stateMask);
        run.updateMask = loadMask(update, run.updateMask);
        run.layer.forward(run.w, run.u, run.b, run.x, run.h0, lengths, state == null ? null : run.stateMask,
                update == null ? null : run.updateMask, run.y, run.hT);
        doubles.store(run.y, y);
        doubles.store(run.hT, hT);
    }

    @Override
    protected void computeBackward(Tensor dyTensor, Tensor dhTTensor, GruWeights gradients, Tensor dxTensor,
            Tensor dh0Tensor, Workspace workspace) {
        Run run = ((DoubleWorkspace) workspace).run;
        load(dyTensor, dy);
        load(dhTTensor, dhT);
        doubles.load(gradients.w(), dw);
        doubles.load(gradients.u(), du);
        load(gradients.b(), db);
        run.layer.backward(workspace.lengths(), dy, dhT, dw, du, db, dx, dh0);
        doubles.store(dw, gradients.w());
        doubles.store(du, gradients.u());
        store(db, gradients.b());
        store(dx, dxTensor);
        store(dh0, dh0Tensor);
    }

    private void load(Tensor source, double[] target) {
        if (source == null) {
            Arrays.fill(target, 0);
        } else {
            doubles.load(source, target);
        }
    }

    /** The array to keep: {@code kept}, or a new one if that is null and there is a mask; the mask is loaded into it. */
    private double[] loadMask(Tensor mask, double[] kept) {
        if (mask == null) {
            return kept;
        }
        double[] target = kept == null ? new double[mask.size()] : kept;
        doubles.load(mask, target);
        return target;
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
