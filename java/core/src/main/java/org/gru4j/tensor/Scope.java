package org.gru4j.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The owner of tensors: closing it closes all of them and gives their memory back for reuse.
 *
 * <p>A scope that serves one training step after the other is not closed but {@linkplain #recycle recycled}: its tensors
 * close, and the next step's requests of the same shapes get the same memory (and the same Java objects) again, so that a
 * step of a shape seen before allocates nothing at all. Not thread-safe.
 */
public final class Scope implements AutoCloseable {
    /** Of what recycled steps leave behind, so many times the largest step is kept: as many shapes as have kernels. */
    private static final int RETAIN = 8;

    private final Allocator allocator;
    private final List<Tensor> used = new ArrayList<>();
    private final List<Tensor> idle = new ArrayList<>();
    private long usedFloats;
    private long peakFloats;
    private long idleFloats;
    private boolean open = true;

    public Scope(Allocator allocator) {
        this.allocator = allocator;
    }

    public Allocator allocator() {
        return allocator;
    }

    /** A tensor of zeros, owned by this scope. */
    public Tensor allocate(String name, int... dims) {
        return allocate(name, Shape.of(dims));
    }

    /** A tensor of zeros, owned by this scope. */
    public Tensor allocate(String name, Shape shape) {
        requireOpen(name);
        for (int k = idle.size() - 1; k >= 0; k--) {
            if (idle.get(k).shape().equals(shape)) {
                return reuse(k, name).fill(0);
            }
        }
        return create(name, shape);
    }

    /** A tensor [d0,d1,d2] for values that are all about to be overwritten: what it holds until then is undefined. */
    public Tensor allocateUninitialized(String name, int d0, int d1, int d2) {
        requireOpen(name);
        for (int k = idle.size() - 1; k >= 0; k--) {
            if (idle.get(k).shape().is(d0, d1, d2)) {
                return reuse(k, name);
            }
        }
        return create(name, Shape.of(d0, d1, d2));
    }

    private Tensor create(String name, Shape shape) {
        Tensor tensor = new Tensor(name, shape, allocator.allocate(shape.size()));
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
        tensor.reopen(name);
        used.add(tensor);
        usedFloats += tensor.size();
        return tensor;
    }

    /** Closes the tensors handed out so far and keeps their memory for the next step. */
    public void recycle() {
        requireOpen("recycle");
        peakFloats = Math.max(peakFloats, usedFloats);
        for (int k = 0; k < used.size(); k++) {
            Tensor tensor = used.get(k);
            tensor.close();
            idle.add(tensor);
            idleFloats += tensor.size();
        }
        used.clear();
        usedFloats = 0;
        while (idleFloats > RETAIN * peakFloats) {
            Tensor oldest = idle.remove(0);
            idleFloats -= oldest.size();
            release(oldest);
        }
    }

    /** Closes every tensor of this scope. Idempotent. */
    @Override
    public void close() {
        if (open) {
            recycle();
            open = false;
            idle.forEach(this::release);
            idle.clear();
        }
    }

    private void release(Tensor tensor) {
        tensor.reopen(tensor.name());
        Storage storage = tensor.storage();
        tensor.close();
        allocator.release(storage);
    }

    private void requireOpen(String what) {
        if (!open) {
            throw new IllegalStateException("scope is used after it was closed, for " + what);
        }
    }
}
