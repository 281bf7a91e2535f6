package org.gru4j.backend;

import org.gru4j.rnn.RnnWeights;
import org.gru4j.tensor.Tensor;

/** What {@link Workspace} is to a {@link GruKernel}, to an {@link RnnKernel}. */
public abstract class RnnWorkspace implements AutoCloseable {
    private final WorkspaceState state;
    private RnnWeights weights;
    private Tensor x;
    private Tensor s0;
    private Tensor y;

    protected RnnWorkspace(RnnKernel kernel) {
        RnnDims dims = kernel.dims();
        this.state = new WorkspaceState(kernel, dims, dims.steps(), dims.batch(), 6);
    }

    final void beginForward(RnnKernel caller) {
        state.beginForward(caller, caller.dims());
    }

    final void filled(RnnWeights forwardWeights, Tensor forwardX, Tensor forwardS0, int[] forwardLengths,
            Tensor forwardY) {
        weights = forwardWeights;
        x = forwardX;
        s0 = forwardS0;
        y = forwardY;
        state.watch(weights.w());
        state.watch(weights.u());
        state.watch(weights.b());
        state.watch(x);
        state.watch(y);
        state.watch(s0);
        state.filled(forwardLengths);
    }

    final void beginBackward(RnnKernel caller) {
        state.beginBackward(caller, caller.dims());
    }

    /** Forward's parameters. */
    public final RnnWeights weights() {
        return weights;
    }

    /** Forward's x [T,N,I]. */
    public final Tensor x() {
        return x;
    }

    /** Forward's s0 [S,N,H]; null stands for zeros. */
    public final Tensor s0() {
        return s0;
    }

    /** Forward's y [T,N,H]. */
    public final Tensor y() {
        return y;
    }

    /** Forward's lengths [N]; null if every row has T steps. */
    public final int[] lengths() {
        return state.lengths();
    }

    @Override
    public final void close() {
        if (state.close()) {
            release();
        }
    }

    /** Gives the backend's memory back. Called once. */
    protected abstract void release();
}
