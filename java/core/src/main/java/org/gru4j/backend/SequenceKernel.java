package org.gru4j.backend;

import java.lang.ref.Reference;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The checks that all kernels over sequences share: lifetime, use by one thread at a time, shapes and owners of
 * tensors. Between {@link #enter} and {@link #exit}, the kernel holds the tensors and the workspace of the call, so
 * that they can't be closed.
 */
abstract class SequenceKernel implements AutoCloseable {
    /** Tensors of a backward pass: 7 arguments of its own, and 8 of its forward pass. */
    private static final int MAX_TENSORS = 15;

    private static final Watch.Kind KIND = new Watch.Kind("a kernel");

    private final Backend backend;
    private final int steps;
    private final Occupancy occupancy;
    /** Copy of the caller's lengths, so that the lengths that were checked are the ones that are used. */
    private final int[] ownLengths;

    private final Tensor[] toRelease = new Tensor[MAX_TENSORS];
    private int count;
    private @Nullable RecurrentWorkspace heldWorkspace;
    /** Null if there is no native memory to free. */
    private @Nullable Watch watch;

    SequenceKernel(Backend backend, Object dims, int steps, int batch) {
        this.backend = backend;
        this.steps = steps;
        this.occupancy = Occupancy.of("kernel " + dims);
        this.ownLengths = new int[batch];
    }

    /**
     * Registers what frees the native memory. Constructors call this last. It runs once: when the kernel is closed, or
     * when the garbage collector finds a kernel that was never closed.
     *
     * @param free must not refer to the kernel
     */
    protected final void freedBy(Runnable free) {
        watch = Watch.of(this, KIND, free);
    }

    /** Claims the kernel for the calling thread until {@link #exit}. */
    final void enter() {
        Backends.requireRunning();
        occupancy.enter();
    }

    final void exit() {
        while (count > 0) {
            toRelease[--count].release();
            toRelease[count] = null;
        }
        if (heldWorkspace != null) {
            heldWorkspace.exit();
            heldWorkspace = null;
        }
        occupancy.leave();
        Reference.reachabilityFence(this);
    }

    /** Holds a tensor until {@link #exit}; null is ignored. */
    final void hold(@Nullable Tensor tensor) {
        if (tensor != null && tensor.hold()) {
            toRelease[count++] = tensor;
        }
    }

    /** Holds the workspace until {@link #exit}. */
    final void hold(RecurrentWorkspace workspace) {
        workspace.enter();
        heldWorkspace = workspace;
    }

    /** Checks that the kernel's backend can use a tensor, and holds it; null is ignored. */
    final void requireOurs(String what, @Nullable Tensor tensor) {
        if (tensor != null) {
            tensor.requireAllocator(what, backend);
            hold(tensor);
        }
    }

    /** Does the same for W, U and b; b may be null. They are views into one slab, or belong to different scopes. */
    final void requireOurs(String what, Tensor w, Tensor u, @Nullable Tensor b) {
        requireOurs(what, w);
        requireOursBeside(what, u, w);
        requireOursBeside(what, b, w);
    }

    private void requireOursBeside(String what, @Nullable Tensor tensor, Tensor held) {
        if (tensor != null) {
            tensor.requireAllocator(what, backend);
            if (tensor.holdBeside(held)) {
                toRelease[count++] = tensor;
            }
        }
    }

    final void require(String what, Tensor tensor, int d0, int d1, int d2) {
        tensor.requireShape(what, d0, d1, d2);
        requireOurs(what, tensor);
    }

    final void require(String what, Tensor tensor, int d0, int d1) {
        tensor.requireShape(what, d0, d1);
        requireOurs(what, tensor);
    }

    /** Checks the lengths and returns a copy, which is valid until {@link #exit}; null if there are none. */
    final int @Nullable [] requireLengths(int @Nullable [] lengths) {
        if (lengths == null) {
            return null;
        }
        if (lengths.length != ownLengths.length) {
            throw new ShapeException(
                    "lengths [N]: expected [" + ownLengths.length + "] but got [" + lengths.length + "]");
        }
        System.arraycopy(lengths, 0, ownLengths, 0, ownLengths.length);
        Lengths.require(ownLengths, ownLengths.length, steps);
        return ownLengths;
    }

    /** Keeps the objects reachable up to this call: native code has the addresses of their memory. */
    static void keepReachable(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
        Reference.reachabilityFence(d);
        Reference.reachabilityFence(e);
        Reference.reachabilityFence(f);
    }

    /** Checks that a tensor may be written; null is ignored. */
    static void requireWritable(@Nullable Tensor tensor) {
        if (tensor != null) {
            tensor.requireWritable();
        }
    }

    /** Marks a tensor as changed; null is ignored. */
    static void written(@Nullable Tensor tensor) {
        if (tensor != null) {
            tensor.written();
        }
    }

    /**
     * Frees the kernel. Idempotent.
     *
     * @throws IllegalStateException if another thread is running it
     */
    @Override
    public final void close() {
        if (occupancy.close()) {
            if (watch != null) {
                watch.close();
            }
            release();
        }
        Reference.reachabilityFence(this);
    }

    /** Frees the backend's memory. Called once, after the action given to {@link #freedBy} has run. */
    protected abstract void release();
}
