package org.gru4j.backend;

import java.util.Arrays;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.Tensor;

/**
 * What all workspaces are: between their kernel's forward and its backward they remember what forward was given, and what
 * its tensors looked like then.
 *
 * @param <W> the kernel's weights
 */
abstract class SequenceWorkspace<W> implements AutoCloseable {
    private enum State { EMPTY, FILLED, SPENT }

    private static final Watch.Kind KIND = new Watch.Kind("a workspace");

    private final SequenceKernel kernel;
    /** Names the kernel in errors. */
    private final Object dims;
    private final Occupancy occupancy;
    private final int steps;
    private final int[] lengths;
    private final Tensor[] tensors;
    private final long[] versions;
    private int watched;
    private boolean ragged;
    private State state = State.EMPTY;
    private W weights;
    private Tensor x;
    private Tensor y;
    private Watch watch;

    /** @param maxTensors how many are watched at most */
    SequenceWorkspace(SequenceKernel kernel, Object dims, int steps, int batch, int maxTensors) {
        this.kernel = kernel;
        this.dims = dims;
        this.occupancy = Occupancy.of("workspace of kernel " + dims);
        this.steps = steps;
        this.lengths = new int[batch];
        this.tensors = new Tensor[maxTensors];
        this.versions = new long[maxTensors];
    }

    /** When it is completely made. */
    final void watch() {
        watch = Watch.of(this, KIND, null);
    }

    /** Comes in alone; {@link #exit} ends it. */
    final void enter() {
        occupancy.enter();
    }

    final void exit() {
        occupancy.leave();
    }

    final void beginForward(Object caller, Object callerDims) {
        requireUsable(caller, callerDims);
        state = State.EMPTY;
        watched = 0;
    }

    /** This tensor must stay open and unchanged until backward; null is none. */
    final void watch(Tensor tensor) {
        if (tensor != null) {
            tensors[watched] = tensor;
            versions[watched++] = tensor.version();
        }
    }

    /** Forward is done, and what else it used is watched. */
    final void filled(W forwardWeights, Tensor forwardX, int[] forwardLengths, Tensor forwardY) {
        weights = forwardWeights;
        x = forwardX;
        y = forwardY;
        watch(x);
        watch(y);
        ragged = forwardLengths != null;
        if (ragged) {
            System.arraycopy(forwardLengths, 0, lengths, 0, lengths.length);
        } else {
            Arrays.fill(lengths, steps);
        }
        state = State.FILLED;
    }

    final void beginBackward(Object caller, Object callerDims) {
        requireUsable(caller, callerDims);
        if (state != State.FILLED) {
            throw new IllegalStateException(state == State.EMPTY
                    ? "backward without a forward before it: the workspace is empty"
                    : "second backward after one forward: the workspace is spent");
        }
        for (int k = 0; k < watched; k++) {
            kernel.hold(tensors[k]);
            if (tensors[k].version() != versions[k]) {
                throw new IllegalStateException("tensor " + tensors[k] + " was changed between forward and backward");
            }
        }
        // spent even if the backward pass fails half-way: what is left of the workspace is not to be trusted
        state = State.SPENT;
    }

    private void requireUsable(Object caller, Object callerDims) {
        if (caller != kernel) {
            throw new IllegalArgumentException("workspace of kernel " + dims + " is used with another kernel, "
                    + callerDims);
        }
    }

    /** Forward's parameters. */
    public final W weights() {
        return weights;
    }

    /** Forward's x [T,N,I]. */
    public final Tensor x() {
        return x;
    }

    /** Forward's y [T,N,H]. */
    public final Tensor y() {
        return y;
    }

    /** Forward's lengths [N]; null if every row has T steps. */
    public final int[] lengths() {
        return ragged ? lengths : null;
    }

    /**
     * Frees the workspace. Idempotent.
     *
     * @throws IllegalStateException if another thread is inside a kernel with it
     */
    @Override
    public final void close() {
        if (occupancy.close()) {
            if (watch != null) {
                watch.close();
            }
            release();
        }
    }

    /** Gives the backend's memory back. Called once. */
    protected abstract void release();
}
