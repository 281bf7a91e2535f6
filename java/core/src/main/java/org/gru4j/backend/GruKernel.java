package org.gru4j.backend;

import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;

/**
 * Forward and backward of one GRU layer, one direction, one shape; the equations are in {@link org.gru4j.recurrent}, those
 * with masks in {@link GruMasks}.
 *
 * <p>The caller owns every tensor; those written may alias none of the others. Sequences shorter than T are given by
 * their lengths: steps at or past a row's length are not read, their outputs are zero, the last state is the one after
 * the last valid step, and a reverse kernel starts there; a row of length 0 keeps h0. Not thread-safe: one kernel per
 * worker (use by two threads at once is an IllegalStateException).
 */
public abstract class GruKernel extends SequenceKernel {
    private final GruDims dims;

    protected GruKernel(Backend backend, GruDims dims) {
        super(backend, dims, dims.steps(), dims.batch());
        this.dims = dims;
    }

    public final GruDims dims() {
        return dims;
    }

    /** Room for what one forward pass leaves for its backward pass; the caller closes it. Only of training kernels. */
    public final Workspace allocateWorkspace() {
        if (!dims.training()) {
            throw new IllegalStateException("kernel " + dims + " keeps nothing for a backward pass: it is for inference");
        }
        enter();
        try {
            Workspace workspace = createWorkspace();
            workspace.watch();
            return workspace;
        } finally {
            exit();
        }
    }

    /**
     * Runs the layer over a batch.
     *
     * @param weights W [I,3,H], U [H,3,H], b [3|4,H]
     * @param x [T,N,I]
     * @param h0 [N,H] the initial state; null for zeros
     * @param lengths [N] valid steps of each row, 0 to T; null if every row has T
     * @param masks m [N,H] and z [T,N,H], each of which may be null; null for none
     * @param y [T,N,H] out: the state after each step, zero past a row's length
     * @param hT [N,H] out: the state after each row's last valid step
     * @param workspace of this kernel; filled. Null in inference
     * @throws ShapeException if a shape is another
     * @throws IllegalArgumentException if a length is out of range, or a tensor is another backend's
     * @throws IllegalStateException if the kernel, the workspace or a tensor is closed
     */
    public final void forward(GruWeights weights, Tensor x, Tensor h0, int[] lengths, GruMasks masks, Tensor y,
            Tensor hT, Workspace workspace) {
        enter();
        try {
            requireWeights("weights", weights);
            require("x [T,N,I]", x, dims.steps(), dims.batch(), dims.inputSize());
            if (h0 != null) {
                require("h0 [N,H]", h0, dims.batch(), dims.hiddenSize());
            }
            int[] ownLengths = requireLengths(lengths);
            requireMasks(masks);
            require("y [T,N,H]", y, dims.steps(), dims.batch(), dims.hiddenSize());
            y.requireWritable();
            require("hT [N,H]", hT, dims.batch(), dims.hiddenSize());
            hT.requireWritable();
            if (dims.training() != (workspace != null)) {
                throw new IllegalArgumentException("kernel " + dims + (dims.training() ? " needs a" : " takes no")
                        + " workspace");
            }
            if (workspace != null) {
                hold(workspace);
                workspace.beginForward(this, dims);
            }
            GruMasks used = masks == null || masks.isEmpty() ? null : masks;
            computeForward(weights, x, h0, ownLengths, used, y, hT, workspace);
            y.written();
            hT.written();
            if (workspace != null) {
                workspace.filled(weights, x, h0, ownLengths, used, y);
            }
        } finally {
            exit();
            keepReachable(weights, x, h0, masks, y, hT);
        }
    }

    /**
     * Undoes the forward pass that filled {@code workspace}: given the gradients of a loss with respect to y and hT,
     * <em>adds</em> those of the parameters to {@code gradients} and overwrites {@code dx} and {@code dh0}. Entries of dy at
     * or past a row's length are not read; those of dx become zero.
     *
     * @param dy [T,N,H]; null for zeros
     * @param dhT [N,H]; null for zeros
     * @param gradients in the layout of the weights; b null exactly if theirs is
     * @param dx [T,N,I] out; null if nobody needs it
     * @param dh0 [N,H] out; null if nobody needs it
     * @throws IllegalStateException without a forward before, at a second backward, or if forward's tensors were closed or
     *     changed since
     */
    public final void backward(Tensor dy, Tensor dhT, GruWeights gradients, Tensor dx, Tensor dh0, Workspace workspace) {
        enter();
        try {
            if (workspace == null) {
                throw new IllegalStateException("backward without a forward before it: there is no workspace");
            }
            if (dy != null) {
                require("dy [T,N,H]", dy, dims.steps(), dims.batch(), dims.hiddenSize());
            }
            if (dhT != null) {
                require("dhT [N,H]", dhT, dims.batch(), dims.hiddenSize());
            }
            requireWeights("gradients", gradients);
            requireWritable(gradients.w());
            requireWritable(gradients.u());
            requireWritable(gradients.b());
            if (dx != null) {
                require("dx [T,N,I]", dx, dims.steps(), dims.batch(), dims.inputSize());
                dx.requireWritable();
            }
            if (dh0 != null) {
                require("dh0 [N,H]", dh0, dims.batch(), dims.hiddenSize());
                dh0.requireWritable();
            }
            hold(workspace);
            workspace.beginBackward(this, dims);
            if ((gradients.b() == null) != (workspace.weights().b() == null)) {
                throw new IllegalArgumentException("gradients b: expected "
                        + (gradients.b() == null ? "a tensor, as the weights have a bias" : "null, as the weights have no bias"));
            }
            computeBackward(dy, dhT, gradients, dx, dh0, workspace);
            written(gradients.w());
            written(gradients.u());
            written(gradients.b());
            written(dx);
            written(dh0);
        } finally {
            exit();
            keepReachable(dy, dhT, gradients, dx, dh0, workspace);
        }
    }

    private void requireWeights(String what, GruWeights weights) {
        weights.requireShapes(what, dims.inputSize(), dims.hiddenSize(), dims.resetGate());
        requireOurs(what, weights.w(), weights.u(), weights.b());
    }

    private void requireMasks(GruMasks masks) {
        if (masks == null) {
            return;
        }
        if (masks.state() != null) {
            require("state mask [N,H]", masks.state(), dims.batch(), dims.hiddenSize());
        }
        if (masks.update() != null) {
            require("update mask [T,N,H]", masks.update(), dims.steps(), dims.batch(), dims.hiddenSize());
        }
    }

    /** Room as {@link #allocateWorkspace} promises it. */
    protected abstract Workspace createWorkspace();

    /** {@link #forward}, all arguments checked; masks are null if there are none. */
    protected abstract void computeForward(GruWeights weights, Tensor x, Tensor h0, int[] lengths, GruMasks masks,
            Tensor y, Tensor hT, Workspace workspace);

    /** {@link #backward}, all arguments checked; forward's are in the workspace. */
    protected abstract void computeBackward(Tensor dy, Tensor dhT, GruWeights gradients, Tensor dx, Tensor dh0,
            Workspace workspace);
}
