package org.gru4j.backend;

import java.lang.ref.Reference;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What all kernels over sequences check: lifetime, one thread at a time, shapes and owners of tensors. From
 * {@link #enter} to {@link #exit} they hold the tensors and the workspace that they were given.
 */
abstract class SequenceKernel implements AutoCloseable {
    /** Of a backward: 7 that it is given, and 8 of its forward's. */
    private static final int MAX_TENSORS = 15;

    private static final Watch.Kind KIND = new Watch.Kind("a kernel");

    private final Backend backend;
    private final int steps;
    private final Occupancy occupancy;
    /** The caller's lengths; those that are checked must be those that are used. */
    private final int[] ownLengths;

    private final Tensor[] toRelease = new Tensor[MAX_TENSORS];
    private int count;
    private @Nullable RecurrentWorkspace heldWorkspace;
    /** Null if nothing native is to be freed. */
    private @Nullable Watch watch;

    SequenceKernel(Backend backend, Object dims, int steps, int batch) {
        this.backend = backend;
        this.steps = steps;
        this.occupancy = Occupancy.of("kernel " + dims);
        this.ownLengths = new int[batch];
    }

    /**
     * For constructors, when all is made: what frees native memory, once, when the kernel is closed or was forgotten.
     *
     * @param free must not refer to the kernel
     */
    protected final void freedBy(Runnable free) {
        watch = Watch.of(this, KIND, free);
    }

    /** Enters the kernel; {@link #exit} leaves it. */
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

    /** Until {@link #exit}; null is none. */
    final void hold(@Nullable Tensor tensor) {
        if (tensor != null && tensor.hold()) {
            toRelease[count++] = tensor;
        }
    }

    /** Until {@link #exit}. */
    final void hold(RecurrentWorkspace workspace) {
        workspace.enter();
        heldWorkspace = workspace;
    }

    /** @param tensor null if it was not given */
    final void requireOurs(String what, @Nullable Tensor tensor) {
        if (tensor != null) {
            tensor.requireAllocator(what, backend);
            hold(tensor);
        }
    }

    /** W, U and b, null if there is none: views into one slab, or of scopes of their own. */
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

    /** A copy of them, valid until {@link #exit}; null if there are none. */
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

    /** Until here the collector leaves the memory alone that native code has the addresses of. */
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

    /** @param tensor null if it was not given */
    static void requireWritable(@Nullable Tensor tensor) {
        if (tensor != null) {
            tensor.requireWritable();
        }
    }

    /** @param tensor null if it was not given */
    static void written(@Nullable Tensor tensor) {
        if (tensor != null) {
            tensor.written();
        }
    }

    /**
     * Frees the kernel. Idempotent.
     *
     * @throws IllegalStateException if another thread is inside it
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

    /** Gives the backend's memory back, after what {@link #freedBy} said has run. Called once. */
    protected abstract void release();
}
