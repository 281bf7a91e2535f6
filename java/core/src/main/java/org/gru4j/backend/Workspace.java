package org.gru4j.backend;

import org.gru4j.gru.GruMasks;
import org.gru4j.gru.GruWeights;
import org.gru4j.tensor.Tensor;

/**
 * What one forward pass of a training kernel leaves for its one backward pass: filled by forward, spent by backward.
 *
 * <p>Backends extend it with their own memory. It also remembers forward's tensors, which must stay open and unchanged
 * until backward has run.
 */
public abstract class Workspace implements AutoCloseable {
    private final WorkspaceState state;
    private GruWeights weights;
    private Tensor x;
    private Tensor h0;
    private GruMasks masks;
    private Tensor y;

    protected Workspace(GruKernel kernel) {
        GruDims dims = kernel.dims();
        this.state = new WorkspaceState(kernel, dims, dims.steps(), dims.batch(), 8);
    }

    final void beginForward(GruKernel caller) {
        state.beginForward(caller, caller.dims());
    }

    final void filled(GruWeights forwardWeights, Tensor forwardX, Tensor forwardH0, int[] forwardLengths,
            GruMasks forwardMasks, Tensor forwardY) {
        weights = forwardWeights;
        x = forwardX;
        h0 = forwardH0;
        masks = forwardMasks;
        y = forwardY;
        state.watch(weights.w());
        state.watch(weights.u());
        state.watch(weights.b());
        state.watch(x);
        state.watch(y);
        state.watch(h0);
        if (masks != null) {
            state.watch(masks.state());
            state.watch(masks.update());
        }
        state.filled(forwardLengths);
    }

    final void beginBackward(GruKernel caller) {
        state.beginBackward(caller, caller.dims());
    }

    /** Forward's parameters. */
    public final GruWeights weights() {
        return weights;
    }

    /** Forward's x [T,N,I]. */
    public final Tensor x() {
        return x;
    }

    /** Forward's h0 [N,H]; null stands for zeros. */
    public final Tensor h0() {
        return h0;
    }

    /** Forward's y [T,N,H]. */
    public final Tensor y() {
        return y;
    }

    /** Forward's masks; null if there were none. */
    public final GruMasks masks() {
        return masks;
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
