package org.gru4j.tensor;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The owner of tensors. Closing the scope closes all of its tensors and returns their memory for reuse.
 *
 * <p>A scope that serves many training steps is not closed after each step, but {@linkplain #recycle recycled}. Its
 * tensors are then closed, and requests of the next step for the same shapes get the same memory. A step with shapes
 * that occurred before therefore allocates no memory. A tensor that is kept past its step stays closed.
 *
 * <p>Not thread-safe: use by two threads at once throws IllegalStateException. So does closing or recycling while
 * another thread computes with one of its tensors, or writes to it; nothing is released in that case.
 */
public final class Scope implements AutoCloseable {
    /**
     * Limit on the idle memory after a recycled step, as a multiple of the largest step. The value is the number of
     * shapes for which kernels are kept.
     */
    private static final int RETAIN = 8;

    private static final Watch.Kind KIND = new Watch.Kind("a scope");

    private final Allocator allocator;
    private final Occupancy occupancy;
    /** Whether the scope is a part of another object, which controls the access of threads and is closed separately. */
    private final boolean part;
    /** Whether this scope itself reports when it is forgotten. Parts leave that to the whole. */
    private final boolean watched;

    private final List<Tensor> used = new ArrayList<>();
    private final List<Tensor> idle = new ArrayList<>();
    private long usedFloats;
    private long peakFloats;
    private long idleFloats;
    private boolean reusing;
    private boolean open = true;
    /** Set when the first tensor is allocated; null before. */
    private @Nullable Watch watch;
    /** Tensors are open as long as this is the generation that they were allocated in. */
    private long generation;

    /** Creates a scope whose tensors are allocated by {@code allocator}; the caller closes it. */
    public Scope(Allocator allocator) {
        this(allocator, Occupancy.of("scope"), false, !Watch.isPart());
    }

    private Scope(Allocator allocator, Occupancy occupancy, boolean part, boolean watched) {
        this.allocator = allocator;
        this.occupancy = occupancy;
        this.part = part;
        this.watched = watched;
    }

    /** Creates a scope for tensors that many threads read at once. For use inside this module. */
    @SuppressWarnings("exports")
    public static Scope shared(Allocator allocator, Occupancy occupancy) {
        return new Scope(allocator, occupancy, false, false);
    }

    /**
     * Creates a scope for the memory of an object that threads enter in order to use it. For use inside this module.
     */
    @SuppressWarnings("exports")
    public static Scope partOf(Allocator allocator, Occupancy whole) {
        return new Scope(allocator, whole, true, false);
    }

    public Allocator allocator() {
        return allocator;
    }

    /**
     * Makes recycling reuse the Tensor objects too, so that a step allocates no Java objects either. Drawback: a tensor
     * that is kept past its step is opened again, with the name and content of its next use, and no exception reports
     * it.
     */
    public Scope reusingTensors() {
        reusing = true;
        return this;
    }

    Occupancy occupancy() {
        return occupancy;
    }

    long generation() {
        return generation;
    }

    /** Allocates a tensor of zeros, owned by this scope. */
    public Tensor allocate(String name, int... dims) {
        return allocate(name, Shape.of(dims));
    }

    /** Allocates a tensor of zeros, owned by this scope. */
    public Tensor allocate(String name, Shape shape) {
        enter(name);
        try {
            for (int k = idle.size() - 1; k >= 0; k--) {
                if (idle.get(k).shape().equals(shape)) {
                    return reuse(k, name).fill(0);
                }
            }
            return create(name, shape);
        } finally {
            leave();
        }
    }

    /**
     * Allocates a tensor [d0,d1,d2], owned by this scope, whose content is undefined. For values that are all about to
     * be overwritten.
     */
    public Tensor allocateUninitialized(String name, int d0, int d1, int d2) {
        enter(name);
        try {
            for (int k = idle.size() - 1; k >= 0; k--) {
                if (idle.get(k).shape().is(d0, d1, d2)) {
                    return reuse(k, name);
                }
            }
            return create(name, Shape.of(d0, d1, d2));
        } finally {
            leave();
        }
    }

    private Tensor create(String name, Shape shape) {
        if (watched && watch == null) {
            watch = Watch.of(this, KIND, null);
        }
        Storage storage = allocator.allocate(shape.size());
        if (storage == null || storage.capacity() < shape.size()) {
            String got = storage == null ? "null" : Integer.toString(storage.capacity());
            if (storage != null) {
                allocator.release(storage);
            }
            throw new IllegalStateException("allocator '" + allocator.name() + "': expected memory for " + shape.size()
                    + " floats but got " + got);
        }
        Tensor tensor = new Tensor(name, shape, storage, this);
        used.add(tensor);
        usedFloats += shape.size();
        return tensor;
    }

    private Tensor reuse(int index, String name) {
        int last = idle.size() - 1;
        Tensor tensor = idle.get(index);
        idle.set(index, idle.get(last));
        idle.remove(last);
        idleFloats -= tensor.size();
        if (reusing) {
            tensor.reopen(name);
        } else {
            tensor = new Tensor(name, tensor.shape(), tensor.memory(), this);
        }
        used.add(tensor);
        usedFloats += tensor.size();
        return tensor;
    }

    /**
     * Closes the tensors allocated so far and keeps their memory for the next step.
     *
     * @throws IllegalStateException if another thread computes with one of them
     */
    public void recycle() {
        enter("recycle");
        try {
            endGeneration();
            takeBack();
            while (idleFloats > RETAIN * peakFloats) {
                Tensor oldest = idle.remove(0);
                idleFloats -= oldest.size();
                allocator.release(oldest.memory());
            }
        } finally {
            leave();
        }
    }

    /**
     * Closes all tensors, unless another thread holds one. A thread that holds a tensor does so first and then checks
     * whether the tensor is open; this method does the reverse, so that one of the two notices the other.
     */
    private void endGeneration() {
        generation++;
        VarHandle.fullFence();
        if (occupancy.isHeld()) {
            generation--;
            throw new IllegalStateException("scope: its tensors can't be closed while another thread computes with"
                    + " them: end the step, or close the scope, when that has returned");
        }
    }

    private void takeBack() {
        peakFloats = Math.max(peakFloats, usedFloats);
        for (int k = 0; k < used.size(); k++) {
            Tensor tensor = used.get(k);
            idle.add(tensor);
            idleFloats += tensor.size();
        }
        used.clear();
        usedFloats = 0;
    }

    /**
     * Closes all tensors of this scope. Idempotent.
     *
     * @throws IllegalStateException if another thread uses the scope, or computes with one of its tensors
     */
    @Override
    public void close() {
        if (part ? !open : !occupancy.close()) {
            return;
        }
        if (occupancy.isClosed()) {
            generation++; // closed: no thread can be inside
        } else {
            endGeneration();
        }
        open = false;
        if (watch != null) {
            watch.close();
        }
        takeBack();
        Closing.all(idle, tensor -> allocator.release(tensor.memory()));
    }

    private void enter(String what) {
        if (part ? !open : occupancy.isClosed()) {
            throw new IllegalStateException("scope is used after it was closed, for " + what);
        }
        if (!part) {
            occupancy.enter();
        } else if (!occupancy.isMine()) {
            throw new IllegalStateException("scope is used outside of its pass's step, or by a thread that did not"
                    + " begin the step, for " + what);
        }
    }

    private void leave() {
        if (!part) {
            occupancy.leave();
        }
    }
}
