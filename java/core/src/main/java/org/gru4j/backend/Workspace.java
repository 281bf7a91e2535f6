package org.gru4j.backend;

import java.util.Arrays;
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
    private enum State { EMPTY, FILLED, SPENT, CLOSED }

    private final GruKernel kernel;
    private final int[] lengths;
    private boolean ragged;
    private State state = State.EMPTY;
    private GruWeights weights;
    private Tensor x;
    private Tensor h0;
    private GruMasks masks;
    private Tensor y;
    private long weightsVersion;
    private long xVersion;
    private long h0Version;
    private long stateMaskVersion;
    private long updateMaskVersion;
    private long yVersion;

    protected Workspace(GruKernel kernel) {
        this.kernel = kernel;
        this.lengths = new int[kernel.dims().batch()];
    }

    final void beginForward(GruKernel caller) {
        if (caller != kernel) {
            throw new IllegalArgumentException("workspace of kernel " + kernel.dims() + " is used with another kernel, "
                    + caller.dims());
        }
        requireNotClosed();
        state = State.EMPTY;
    }

    final void filled(GruWeights forwardWeights, Tensor forwardX, Tensor forwardH0, int[] forwardLengths,
            GruMasks forwardMasks, Tensor forwardY) {
        weights = forwardWeights;
        weightsVersion = forwardWeights.version();
        x = forwardX;
        xVersion = forwardX.version();
        h0 = forwardH0;
        h0Version = version(forwardH0);
        masks = forwardMasks;
        stateMaskVersion = masks == null ? 0 : version(masks.state());
        updateMaskVersion = masks == null ? 0 : version(masks.update());
        y = forwardY;
        yVersion = forwardY.version();
        ragged = forwardLengths != null;
        if (ragged) {
            System.arraycopy(forwardLengths, 0, lengths, 0, lengths.length);
        } else {
            Arrays.fill(lengths, kernel.dims().steps());
        }
        state = State.FILLED;
    }

    final void beginBackward(GruKernel caller) {
        if (caller != kernel) {
            throw new IllegalArgumentException("workspace of kernel " + kernel.dims() + " is used with another kernel, "
                    + caller.dims());
        }
        requireNotClosed();
        if (state != State.FILLED) {
            throw new IllegalStateException(state == State.EMPTY
                    ? "backward without a forward before it: the workspace is empty"
                    : "second backward after one forward: the workspace is spent");
        }
        weights.u().requireOpen();
        if (weights.b() != null) {
            weights.b().requireOpen();
        }
        requireUnchanged(weights.w(), weights.version() == weightsVersion);
        requireUnchanged(x, x.version() == xVersion);
        requireUnchanged(y, y.version() == yVersion);
        requireUnchanged(h0, version(h0) == h0Version);
        if (masks != null) {
            requireUnchanged(masks.state(), version(masks.state()) == stateMaskVersion);
            requireUnchanged(masks.update(), version(masks.update()) == updateMaskVersion);
        }
        // spent even if the backward pass fails half-way: what is left of the workspace is not to be trusted
        state = State.SPENT;
    }

    private static long version(Tensor tensor) {
        return tensor == null ? 0 : tensor.version();
    }

    /** @param tensor null if it was not given */
    private static void requireUnchanged(Tensor tensor, boolean unchanged) {
        if (tensor != null) {
            tensor.requireOpen();
        }
        if (!unchanged) {
            throw new IllegalStateException("tensor " + tensor + " was changed between forward and backward");
        }
    }

    private void requireNotClosed() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("workspace of kernel " + kernel.dims() + " is used after it was closed");
        }
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
        return ragged ? lengths : null;
    }

    @Override
    public final void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            release();
        }
    }

    /** Gives the backend's memory back. Called once. */
    protected abstract void release();
}
