package org.gru4j.tensor;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The owner of tensors: closing it closes all of them and gives their memory back for reuse.
 *
 * <p>A scope that serves one training step after the other is not closed but {@linkplain #recycle recycled}: its tensors
 * close, and the next step's requests of the same shapes get the same memory again, so that a step of a shape seen
 * before takes no memory at all. A tensor that is kept past its step stays closed.
 *
 * <p>Not thread-safe: two threads in it at once are an IllegalStateException. So is closing or recycling while another
 * thread computes with one of its tensors, or writes to it; then nothing is given back.
 */
public final class Scope implements AutoCloseable {
    /** Of what recycled steps leave behind, so many times the largest step is kept: as many shapes as have kernels. */
    private static final int RETAIN = 8;

    private static final Watch.Kind KIND = new Watch.Kind("a scope");

    private final Allocator allocator;
    private final Occupancy occupancy;
    /** Whether it is a part of something else, which says who is inside and is closed on its own. */
    private final boolean part;
    /** Whether nobody else says it when this is forgotten. */
    private final boolean watched;

    private final List<Tensor> used = new ArrayList<>();
    private final List<Tensor> idle = new ArrayList<>();
    private long usedFloats;
    private long peakFloats;
    private long idleFloats;
    private boolean reusing;
    private boolean open = true;
    /** From the first tensor on; null before. */
    private @Nullable Watch watch;
    /** Tensors are open as long as it is the one that they were handed out in. */
    private long generation;

    public Scope(Allocator allocator) {
        this(allocator, Occupancy.of("scope"), false, !Watch.isPart());
    }

    private Scope(Allocator allocator, Occupancy occupancy, boolean part, boolean watched) {
        this.allocator = allocator;
        this.occupancy = occupancy;
        this.part = part;
        this.watched = watched;
    }

    /** Of tensors that many threads read at once; for this module's own use. */
    @SuppressWarnings("exports")
    public static Scope shared(Allocator allocator, Occupancy occupancy) {
        return new Scope(allocator, occupancy, false, false);
    }

    /** The memory of something that a thread enters to use it; for this module's own use. */
    @SuppressWarnings("exports")
    public static Scope partOf(Allocator allocator, Occupancy whole) {
        return new Scope(allocator, whole, true, false);
    }

    public Allocator allocator() {
        return allocator;
    }

    /**
     * From now on recycling reuses the Tensor objects too, so that a step allocates no Java object either. The price: a
     * tensor that is kept past its step opens again under the name of its next use, and nothing tells.
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

    /** A tensor of zeros, owned by this scope. */
    public Tensor allocate(String name, int... dims) {
        return allocate(name, Shape.of(dims));
    }

    /** A tensor of zeros, owned by this scope. */
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

    /** A tensor [d0,d1,d2] for values that are all about to be overwritten: what it holds until then is undefined. */
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
     * Closes the tensors handed out so far and keeps their memory for the next step.
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

    /** Closes all tensors, unless another thread is in one: it says so first, and looks whether it is open then. */
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
     * Closes every tensor of this scope. Idempotent.
     *
     * @throws IllegalStateException if another thread is in the scope, or computes with one of its tensors
     */
    @Override
    public void close() {
        if (part ? !open : !occupancy.close()) {
            return;
        }
        if (occupancy.isClosed()) {
            generation++; // nobody can be inside
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
            throw new IllegalStateException("scope is used outside of its pass's step, or by another thread than the"
                    + " one that began it, for " + what);
        }
    }

    private void leave() {
        if (!part) {
            occupancy.leave();
        }
    }
}
