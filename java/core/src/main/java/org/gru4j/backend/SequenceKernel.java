package org.gru4j.backend;

import java.util.concurrent.atomic.AtomicBoolean;
import org.gru4j.tensor.Tensor;

/** What all kernels over sequences check: lifetime, one thread at a time, shapes and owners of tensors. */
abstract class SequenceKernel implements AutoCloseable {
    private final Backend backend;
    /** Names the kernel in errors. */
    private final Object kernelDims;
    private final int steps;
    private final int batch;
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean open = true;

    SequenceKernel(Backend backend, Object dims, int steps, int batch) {
        this.backend = backend;
        this.kernelDims = dims;
        this.steps = steps;
        this.batch = batch;
    }

    /** Enters the kernel; {@link #exit} leaves it. */
    final void enter() {
        requireOpen();
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("kernel " + kernelDims + " is used by two threads at once");
        }
    }

    final void exit() {
        busy.set(false);
    }

    final void requireOpen() {
        if (!open) {
            throw new IllegalStateException("kernel " + kernelDims + " is used after it was closed");
        }
    }

    /** @param tensor null if it was not given */
    final void requireOurs(String what, Tensor tensor) {
        if (tensor != null) {
            tensor.requireAllocator(what, backend);
        }
    }

    final void require(String what, Tensor tensor, int d0, int d1, int d2) {
        tensor.requireShape(what, d0, d1, d2);
        tensor.requireAllocator(what, backend);
    }

    final void require(String what, Tensor tensor, int d0, int d1) {
        tensor.requireShape(what, d0, d1);
        tensor.requireAllocator(what, backend);
    }

    final void requireLengths(int[] lengths) {
        if (lengths != null) {
            Lengths.require(lengths, batch, steps);
        }
    }

    /** @param tensor null if it was not given */
    static void requireWritable(Tensor tensor) {
        if (tensor != null) {
            tensor.requireWritable();
        }
    }

    /** @param tensor null if it was not given */
    static void written(Tensor tensor) {
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
        if (open) {
            enter();
            open = false;
            release();
        }
    }

    /** Gives the backend's resources back. Called once. */
    protected abstract void release();
}
