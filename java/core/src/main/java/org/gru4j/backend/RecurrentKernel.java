package org.gru4j.backend;

import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward pass of one recurrent layer, in one direction, for one shape. The equations are in
 * {@link org.gru4j.recurrent}, those with masks in {@link GruMasks}. States are [S,N,H]: h, followed by c for LSTMs.
 *
 * <p>The caller owns every tensor. Output tensors must not alias any other tensor. Lengths describe sequences that are
 * shorter than T: steps at or past a row's length are not read, and their outputs are zero. The final states of a row
 * are those after its last valid step, which is also where a reverse kernel starts. A row of length 0 keeps s0.
 *
 * <p>Not thread-safe: use one kernel per worker. Use by two threads at once throws IllegalStateException.
 */
public abstract class RecurrentKernel extends SequenceKernel {
    private final RecurrentDims dims;

    protected RecurrentKernel(Backend backend, RecurrentDims dims) {
        super(backend, dims, dims.steps(), dims.batch());
        this.dims = dims;
    }

    /** Dimensions that this kernel was created for. */
    public final RecurrentDims dims() {
        return dims;
    }

    /**
     * Allocates a workspace, which holds what one forward pass leaves for its backward pass. The caller closes it.
     *
     * @throws IllegalStateException if this kernel is for inference, or closed
     */
    public final RecurrentWorkspace allocateWorkspace() {
        if (!dims.training()) {
            throw new IllegalStateException(
                    "kernel " + dims + " has no workspace: it is for inference; create it for training");
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
     * @param masks m [N,H] and z [T,N,H], each of which may be null; null for no masks. Only for cells that have masks
     * @param y [T,N,H] out: h after each step, zero past a row's length
     * @param sT [S,N,H] out: the states after each row's last valid step
     * @param workspace a workspace of this kernel, which forward fills; null for inference
     * @throws ShapeException if a tensor has the wrong shape
     * @throws IllegalArgumentException if a length is out of range, or a tensor belongs to another backend
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
     * Undoes the forward pass that filled {@code workspace}. Given the gradients of a loss with respect to y and sT, it
     * <em>adds</em> the gradients of the parameters to {@code gradients}, and overwrites {@code dx} and {@code ds0}.
     * Entries of dy at or past a row's length are not read; those of dx become zero.
     *
     * @param dy [T,N,H]; null for zeros
     * @param dsT [S,N,H]; null for zeros
     * @param gradients in the layout of the weights; b is null exactly if the weights have no bias
     * @param dx [T,N,I] out; null if not needed
     * @param ds0 [S,N,H] out; null if not needed
     * @param workspace filled by one forward pass; backward can use it once
     * @throws IllegalStateException if there was no forward pass, if this is the second backward for it, or if tensors
     *     of forward were closed or changed since
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
                throw new IllegalStateException("backward needs a forward before it: there is no workspace");
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
            throw new IllegalArgumentException("kernel " + dims + " takes no masks: only GRUs have them");
        }
        if (masks.state() != null) {
            require("state mask [N,H]", masks.state(), dims.batch(), dims.hiddenSize());
        }
        if (masks.update() != null) {
            require("update mask [T,N,H]", masks.update(), dims.steps(), dims.batch(), dims.hiddenSize());
        }
    }

    /** Creates the workspace that {@link #allocateWorkspace} returns. */
    protected abstract RecurrentWorkspace createWorkspace();

    /** Implements {@link #forward}; all arguments are checked. {@code masks} is null if both masks are null. */
    protected abstract void computeForward(
            RecurrentWeights weights,
            Tensor x,
            @Nullable Tensor s0,
            int @Nullable [] lengths,
            @Nullable GruMasks masks,
            Tensor y,
            Tensor sT,
            @Nullable RecurrentWorkspace workspace);

    /** Implements {@link #backward}; all arguments are checked. The arguments of forward are in the workspace. */
    protected abstract void computeBackward(
            @Nullable Tensor dy,
            @Nullable Tensor dsT,
            RecurrentWeights gradients,
            @Nullable Tensor dx,
            @Nullable Tensor ds0,
            RecurrentWorkspace workspace);
}
