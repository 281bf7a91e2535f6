package org.gru4j.backend;

import java.util.Arrays;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one forward pass of a training kernel leaves for its one backward pass. Forward fills it, backward uses it up.
 *
 * <p>Backends extend this class with their own memory. It also remembers the tensors of forward, which must stay open
 * and unchanged until backward has run.
 *
 * <p>Not thread-safe: use by two threads at once throws IllegalStateException.
 */
public abstract class RecurrentWorkspace implements AutoCloseable {
    private enum State {
        EMPTY,
        FILLED,
        SPENT
    }

    /** Tensors of a forward pass: W, U, b, x, y, s0 and two masks. */
    private static final int MAX_TENSORS = 8;

    private static final Watch.Kind KIND = new Watch.Kind("a workspace");

    private final RecurrentKernel kernel;
    private final Occupancy occupancy;
    private final int steps;
    private final int[] lengths;
    private final Tensor[] tensors = new Tensor[MAX_TENSORS];
    private final long[] versions = new long[MAX_TENSORS];
    private int watched;
    private boolean ragged;
    private State state = State.EMPTY;
    // set by forward, read by backward
    private @Nullable RecurrentWeights weights;
    private @Nullable Tensor x;
    private @Nullable Tensor s0;
    private @Nullable GruMasks masks;
    private @Nullable Tensor y;
    private @Nullable Watch watch;

    protected RecurrentWorkspace(RecurrentKernel kernel) {
        this.kernel = kernel;
        this.occupancy = Occupancy.of("workspace of kernel " + kernel.dims());
        this.steps = kernel.dims().steps();
        this.lengths = new int[kernel.dims().batch()];
    }

    /** Registers the workspace with {@link Watch}, once it is completely constructed. */
    final void watch() {
        watch = Watch.of(this, KIND, null);
    }

    /** Claims the workspace for the calling thread until {@link #exit}. */
    final void enter() {
        occupancy.enter();
    }

    final void exit() {
        occupancy.leave();
    }

    final void beginForward(RecurrentKernel caller) {
        requireUsable(caller);
        state = State.EMPTY;
        watched = 0;
    }

    /** Remembers a tensor, which must stay open and unchanged until backward; null is ignored. */
    private void watch(@Nullable Tensor tensor) {
        if (tensor != null) {
            tensors[watched] = tensor;
            versions[watched++] = tensor.version();
        }
    }

    final void filled(
            RecurrentWeights forwardWeights,
            Tensor forwardX,
            @Nullable Tensor forwardS0,
            int @Nullable [] forwardLengths,
            @Nullable GruMasks forwardMasks,
            Tensor forwardY) {
        weights = forwardWeights;
        x = forwardX;
        s0 = forwardS0;
        masks = forwardMasks;
        y = forwardY;
        watch(forwardWeights.w());
        watch(forwardWeights.u());
        watch(forwardWeights.b());
        watch(s0);
        if (masks != null) {
            watch(masks.state());
            watch(masks.update());
        }
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

    final void beginBackward(RecurrentKernel caller) {
        requireUsable(caller);
        if (state != State.FILLED) {
            throw new IllegalStateException(
                    state == State.EMPTY
                            ? "backward needs a forward before it: the workspace is empty"
                            : "second backward after one forward: run forward again first");
        }
        for (int k = 0; k < watched; k++) {
            kernel.hold(tensors[k]);
            if (tensors[k].version() != versions[k]) {
                throw new IllegalStateException("tensor " + tensors[k] + " was changed between forward and backward");
            }
        }
        // spent even if backward fails half-way: the workspace's content is then undefined
        state = State.SPENT;
    }

    private void requireUsable(RecurrentKernel caller) {
        if (caller != kernel) {
            throw new IllegalArgumentException(
                    "workspace of kernel " + kernel.dims() + " is used with another kernel: " + caller.dims());
        }
    }

    private static <T> T filled(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the workspace is empty");
        }
        return part;
    }

    /** Parameters that forward was given. */
    public final RecurrentWeights weights() {
        return filled(weights);
    }

    /** Input x [T,N,I] of forward. */
    public final Tensor x() {
        return filled(x);
    }

    /** Initial states s0 [S,N,H] of forward; null stands for zeros. */
    public final @Nullable Tensor s0() {
        return s0;
    }

    /** Masks of forward; null if there were none. */
    public final @Nullable GruMasks masks() {
        return masks;
    }

    /** Output y [T,N,H] of forward. */
    public final Tensor y() {
        return filled(y);
    }

    /** Lengths [N] of forward; null if every row has T steps. */
    public final int @Nullable [] lengths() {
        return ragged ? lengths : null;
    }

    /**
     * Frees the workspace. Idempotent.
     *
     * @throws IllegalStateException if another thread is running a kernel with it
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

    /** Frees the backend's memory. Called once. */
    protected abstract void release();
}
