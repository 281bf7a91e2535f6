package org.gru4j.backend;

import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward of one recurrent layer, one direction, one shape; the equations are in
 * {@link org.gru4j.recurrent}, those with masks in {@link GruMasks}. States are [S,N,H]: h, and of LSTMs then c.
 *
 * <p>The caller owns every tensor; those written may alias none of the others. Sequences shorter than T are given by
 * their lengths: steps at or past a row's length are not read, their outputs are zero, the last states are those after
 * the last valid step, and a reverse kernel starts there; a row of length 0 keeps s0. Not thread-safe: one kernel per
 * worker (use by two threads at once is an IllegalStateException).
 */
public abstract class RecurrentKernel extends SequenceKernel {
    private final RecurrentDims dims;

    protected RecurrentKernel(Backend backend, RecurrentDims dims) {
        super(backend, dims, dims.steps(), dims.batch());
        this.dims = dims;
    }

    public final RecurrentDims dims() {
        return dims;
    }

    /** Room for what one forward pass leaves for its backward pass; the caller closes it. Only of training kernels. */
    public final RecurrentWorkspace allocateWorkspace() {
        if (!dims.training()) {
            throw new IllegalStateException(
                    "kernel " + dims + " keeps nothing for a backward pass: it is for inference");
        }
        enter();
        try {
            @Nullable RecurrentWorkspace workspace = createWorkspace();
            workspace.watch();
            return workspace;
        } finally {
            exit();
        }
    }

    /**
     * Runs the layer over a batch.
     *
     * @param weights W [I,G,H], U [H,G,H], b [B,H]
     * @param x [T,N,I]
     * @param s0 [S,N,H] the initial states; null for zeros
     * @param lengths [N] valid steps of each row, 0 to T; null if every row has T
     * @param masks m [N,H] and z [T,N,H], each of which may be null; null for none. Of cells that have them
     * @param y [T,N,H] out: h after each step, zero past a row's length
     * @param sT [S,N,H] out: the states after each row's last valid step
     * @param workspace of this kernel; filled. Null in inference
     * @throws ShapeException if a shape is another
     * @throws IllegalArgumentException if a length is out of range, or a tensor is another backend's
     * @throws IllegalStateException if the kernel, the workspace or a tensor is closed
     */
    public final void forward(
            RecurrentWeights weights,
            Tensor x,
            @Nullable Tensor s0,
            int @Nullable [] lengths,
            @Nullable GruMasks masks,
            Tensor y,
            Tensor sT,
            @Nullable RecurrentWorkspace workspace) {
        enter();
        try {
            requireWeights("weights", weights);
            require("x [T,N,I]", x, dims.steps(), dims.batch(), dims.inputSize());
            if (s0 != null) {
                requireStates("s0 [S,N,H]", s0);
            }
            int[] ownLengths = requireLengths(lengths);
            requireMasks(masks);
            require("y [T,N,H]", y, dims.steps(), dims.batch(), dims.hiddenSize());
            y.requireWritable();
            requireStates("sT [S,N,H]", sT);
            sT.requireWritable();
            if (dims.training() != (workspace != null)) {
                throw new IllegalArgumentException(
                        "kernel " + dims + (dims.training() ? " needs a" : " takes no") + " workspace");
            }
            if (workspace != null) {
                hold(workspace);
                workspace.beginForward(this);
            }
            GruMasks used = masks == null || masks.isEmpty() ? null : masks;
            computeForward(weights, x, s0, ownLengths, used, y, sT, workspace);
            y.written();
            sT.written();
            if (workspace != null) {
                workspace.filled(weights, x, s0, ownLengths, used, y);
            }
        } finally {
            exit();
            keepReachable(weights, x, s0, masks, y, sT);
        }
    }

    /**
     * Undoes the forward pass that filled {@code workspace}: given the gradients of a loss with respect to y and sT,
     * <em>adds</em> those of the parameters to {@code gradients} and overwrites {@code dx} and {@code ds0}. Entries of
     * dy at or past a row's length are not read; those of dx become zero.
     *
     * @param dy [T,N,H]; null for zeros
     * @param dsT [S,N,H]; null for zeros
     * @param gradients in the layout of the weights; b null exactly if theirs is
     * @param dx [T,N,I] out; null if nobody needs it
     * @param ds0 [S,N,H] out; null if nobody needs it
     * @throws IllegalStateException without a forward before, at a second backward, or if forward's tensors were closed or
     *     changed since
     */
    public final void backward(
            @Nullable Tensor dy,
            @Nullable Tensor dsT,
            RecurrentWeights gradients,
            @Nullable Tensor dx,
            @Nullable Tensor ds0,
            RecurrentWorkspace workspace) {
        enter();
        try {
            if (workspace == null) {
                throw new IllegalStateException("backward without a forward before it: there is no workspace");
            }
            if (dy != null) {
                require("dy [T,N,H]", dy, dims.steps(), dims.batch(), dims.hiddenSize());
            }
            if (dsT != null) {
                requireStates("dsT [S,N,H]", dsT);
            }
            requireWeights("gradients", gradients);
            requireWritable(gradients.w());
            requireWritable(gradients.u());
            requireWritable(gradients.b());
            if (dx != null) {
                require("dx [T,N,I]", dx, dims.steps(), dims.batch(), dims.inputSize());
                dx.requireWritable();
            }
            if (ds0 != null) {
                requireStates("ds0 [S,N,H]", ds0);
                ds0.requireWritable();
            }
            hold(workspace);
            workspace.beginBackward(this);
            if ((gradients.b() == null) != (workspace.weights().b() == null)) {
                throw new IllegalArgumentException("gradients b: expected "
                        + (gradients.b() == null
                                ? "a tensor, as the weights have a bias"
                                : "null, as the weights have no bias"));
            }
            computeBackward(dy, dsT, gradients, dx, ds0, workspace);
            written(gradients.w());
            written(gradients.u());
            written(gradients.b());
            written(dx);
            written(ds0);
        } finally {
            exit();
            keepReachable(dy, dsT, gradients, dx, ds0, workspace);
        }
    }

    private void requireWeights(String what, RecurrentWeights weights) {
        weights.requireShapes(what, dims.cell(), dims.inputSize(), dims.hiddenSize());
        requireOurs(what, weights.w(), weights.u(), weights.b());
    }

    private void requireStates(String what, Tensor states) {
        require(what, states, dims.cell().states(), dims.batch(), dims.hiddenSize());
    }

    private void requireMasks(@Nullable GruMasks masks) {
        if (masks == null) {
            return;
        }
        if (!dims.cell().hasMasks()) {
            throw new IllegalArgumentException("kernel " + dims + " takes no masks");
        }
        if (masks.state() != null) {
            require("state mask [N,H]", masks.state(), dims.batch(), dims.hiddenSize());
        }
        if (masks.update() != null) {
            require("update mask [T,N,H]", masks.update(), dims.steps(), dims.batch(), dims.hiddenSize());
        }
    }

    /** Room as {@link #allocateWorkspace} promises it. */
    protected abstract RecurrentWorkspace createWorkspace();

    /** {@link #forward}, all arguments checked; masks are null if there are none. */
    protected abstract void computeForward(
            RecurrentWeights weights,
            Tensor x,
            @Nullable Tensor s0,
            int @Nullable [] lengths,
            @Nullable GruMasks masks,
            Tensor y,
            Tensor sT,
            @Nullable RecurrentWorkspace workspace);

    /** {@link #backward}, all arguments checked; forward's are in the workspace. */
    protected abstract void computeBackward(
            @Nullable Tensor dy,
            @Nullable Tensor dsT,
            RecurrentWeights gradients,
            @Nullable Tensor dx,
            @Nullable Tensor ds0,
            RecurrentWorkspace workspace);
}
