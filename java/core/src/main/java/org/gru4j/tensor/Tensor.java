package org.gru4j.tensor;

import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A shape and the off-heap floats that it describes, in native byte order. A tensor holds numbers; except for adding,
 * it does no arithmetic.
 *
 * <p>Tensors come from a {@link Scope}, which owns their memory. After the scope was closed or recycled, every use of
 * the tensor throws an {@link IllegalStateException} that names it. A {@link #view view} lives as long as the tensor
 * that it views.
 *
 * <p>Not thread-safe. However, if one thread closes a tensor while another uses it, one of the two gets an exception,
 * and neither gets a wrong number.
 */
public final class Tensor {
    private final Shape shape;
    private final Storage storage;
    private final int offset;
    private final boolean readOnly;
    private final Scope scope;
    /** The scope's generation in which this tensor was allocated; in any other generation the tensor is closed. */
    private long generation;

    private String name;

    Tensor(String name, Shape shape, Storage storage, Scope scope) {
        this.name = name;
        this.shape = shape;
        this.storage = storage;
        this.offset = 0;
        this.readOnly = false;
        this.scope = scope;
        this.generation = scope.generation();
    }

    private Tensor(String name, Shape shape, int offset, boolean readOnly, Tensor of) {
        this.name = name;
        this.shape = shape;
        this.storage = of.storage;
        this.offset = offset;
        this.readOnly = readOnly;
        this.scope = of.scope;
        this.generation = of.generation;
    }

    public String name() {
        return name;
    }

    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    public int dim(int axis) {
        return shape.dim(axis);
    }

    /** The backend or allocator that the memory comes from. */
    public Allocator allocator() {
        return storage.allocator();
    }

    /** The memory behind this tensor, for backends. Element 0 is at {@link #offset()}. */
    public Storage storage() {
        requireOpen();
        return storage;
    }

    /** The memory, even if the tensor is closed. */
    Storage memory() {
        return storage;
    }

    /** Index of this tensor's first element in {@link #storage()}, in elements. */
    public int offset() {
        return offset;
    }

    /** Returns whether the tensor may be used: its scope was not closed or recycled since it was allocated. */
    public boolean isOpen() {
        return generation == scope.generation();
    }

    /**
     * Keeps the tensor open for code that can't notice when it is closed, such as native code. Until {@link #release}
     * by the same thread, closing or recycling the scope throws IllegalStateException. Kernels hold their arguments.
     *
     * @return whether there is something to release. There is not if only the calling thread could close the tensor
     * @throws IllegalStateException if the tensor is closed
     */
    public boolean hold() {
        requireOpen();
        boolean held = scope.occupancy().hold();
        if (held && !isOpen()) { // it was closed just before
            scope.occupancy().release();
            requireOpen();
        }
        return held;
    }

    /**
     * Holds this tensor while the calling thread already holds another one. If both are of the same scope, nothing more
     * needs to be held.
     *
     * @param other null for none
     * @return whether there is something to release
     * @throws IllegalStateException if this tensor is closed
     */
    public boolean holdBeside(@Nullable Tensor other) {
        if (other != null && other.scope == scope) {
            requireOpen();
            return false;
        }
        return hold();
    }

    /** Ends a {@link #hold}. */
    public void release() {
        scope.occupancy().release();
        Reference.reachabilityFence(this);
    }

    private void release(boolean held) {
        if (held) {
            release();
        }
    }

    /**
     * Checks, after a read without a hold, that the tensor was open until the read had ended, so that the numbers are
     * its own.
     */
    void requireStillOpen() {
        VarHandle.loadLoadFence();
        requireOpen();
    }

    /**
     * Returns a number that changes whenever the memory behind this tensor is written through any tensor or view. No
     * two states of any memory have the same version. Values that are derived from a tensor and cached, such as packed
     * weights, use it as their key.
     */
    public long version() {
        return storage.version();
    }

    /**
     * Records that the values were changed in a way that the tensor could not notice, for example by a kernel or
     * through a buffer that was kept.
     */
    public void written() {
        storage.written();
    }

    /**
     * Checks that the tensor is open.
     *
     * @throws IllegalStateException if the scope that owns this tensor was closed or recycled
     */
    public void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException("tensor " + this + " is used after its scope was closed");
        }
    }

    /**
     * Checks the number of dimensions.
     *
     * @param what name for the error message, with the dimensions' letters: {@code x [T,N,I]}
     * @throws ShapeException if the number of dimensions is not {@code rank}
     */
    public void requireRank(String what, int rank) {
        if (shape.rank() != rank) {
            throw new ShapeException(what + ": expected " + rank + " dimensions but got " + shape);
        }
    }

    /**
     * Checks the shape.
     *
     * @param what name for the error message, with the dimensions' letters: {@code x [T,N,I]}
     * @throws ShapeException if the shape is not [d0,d1,d2]
     */
    public void requireShape(String what, int d0, int d1, int d2) {
        if (!shape.is(d0, d1, d2)) {
            throw wrongShape(what, Shape.of(d0, d1, d2));
        }
    }

    public void requireShape(String what, int d0, int d1) {
        if (!shape.is(d0, d1)) {
            throw wrongShape(what, Shape.of(d0, d1));
        }
    }

    public void requireShape(String what, int d0) {
        if (!shape.is(d0)) {
            throw wrongShape(what, Shape.of(d0));
        }
    }

    /**
     * Checks that the tensor is open and that a backend's kernels can compute with its memory.
     *
     * @throws IllegalArgumentException if the memory belongs to another backend
     * @throws IllegalStateException if the tensor is closed
     */
    public void requireAllocator(String what, Allocator expected) {
        requireOpen();
        if (storage.allocator() != expected && !expected.canUse(storage.allocator())) {
            throw new IllegalArgumentException(
                    what + ": expected a tensor of backend '" + expected.name() + "' but got " + this + " of backend '"
                            + storage.allocator().name() + "'");
        }
    }

    private ShapeException wrongShape(String what, Shape expected) {
        return new ShapeException(what + ": expected " + expected + " but got " + shape);
    }

    /** Returns a tensor with another shape over the elements from {@code viewOffset} on. Both share the memory. */
    public Tensor view(String viewName, int viewOffset, Shape viewShape) {
        requireOpen();
        if (viewOffset < 0 || (long) viewOffset + viewShape.size() > size()) {
            throw new ShapeException("view " + viewName + " " + viewShape + " from element " + viewOffset
                    + " on does not fit into " + this);
        }
        return new Tensor(viewName, viewShape, offset + viewOffset, readOnly, this);
    }

    /** Returns a tensor over the same memory that can't be written through. */
    public Tensor readOnlyView() {
        requireOpen();
        return new Tensor(name, shape, offset, true, this);
    }

    /**
     * Returns the elements as a buffer with its own position. The buffer must not be used after the tensor is closed.
     * It is read-only if the tensor is. Otherwise this call marks the values as changed; whoever keeps the buffer must
     * call this method again, or {@link #written}, for each later change.
     */
    public FloatBuffer view() {
        requireOpen();
        FloatBuffer slice = storage.floatBuffer().slice(offset, size());
        if (readOnly) {
            return slice.asReadOnlyBuffer();
        }
        storage.written();
        return slice;
    }

    /** Returns the element at {@code index}, counted row-major. */
    public float get(int index) {
        requireRange(index, 1);
        float value = storage.get(offset + index);
        requireStillOpen();
        return value;
    }

    /** Copies elements {@code from … from+length-1} into {@code target}. */
    public void read(int from, float[] target, int targetFrom, int length) {
        requireRange(from, length);
        storage.get(offset + from, target, targetFrom, length);
        requireStillOpen();
    }

    /** Overwrites elements {@code from … from+length-1} from {@code source}. */
    public void write(int from, float[] source, int sourceFrom, int length) {
        requireRange(from, length);
        requireWritable();
        boolean held = hold();
        try {
            storage.put(offset + from, source, sourceFrom, length);
            storage.written();
        } finally {
            release(held);
        }
    }

    /**
     * Returns whether the memory holds doubles, as that of a {@link org.gru4j.backend.reference.DoubleBackend} does.
     */
    public boolean holdsDoubles() {
        return storage.holdsDoubles();
    }

    /** Returns the element at {@code index}, counted row-major, with the memory's full precision. */
    public double getDouble(int index) {
        requireRange(index, 1);
        double value = storage.getDouble(offset + index);
        requireStillOpen();
        return value;
    }

    /** Copies elements {@code from … from+length-1} into {@code target}, with the memory's full precision. */
    public void read(int from, double[] target, int targetFrom, int length) {
        requireRange(from, length);
        storage.get(offset + from, target, targetFrom, length);
        requireStillOpen();
    }

    /**
     * Overwrites elements {@code from … from+length-1} from {@code source}. Each is rounded to a float unless the
     * memory holds doubles.
     */
    public void write(int from, double[] source, int sourceFrom, int length) {
        requireRange(from, length);
        requireWritable();
        boolean held = hold();
        try {
            storage.put(offset + from, source, sourceFrom, length);
            storage.written();
        } finally {
            release(held);
        }
    }

    /** Overwrites elements {@code from … from+length-1} from another tensor. */
    public void write(int from, Tensor source, int sourceFrom, int length) {
        requireRange(from, length);
        source.requireRange(sourceFrom, length);
        requireWritable();
        boolean held = hold();
        try {
            storage.put(offset + from, source.storage, source.offset + sourceFrom, length);
            storage.written();
        } finally {
            release(held);
        }
        source.requireStillOpen();
    }

    /** Returns an independent copy of all elements, row-major. */
    public float[] toArray() {
        float[] copy = new float[size()];
        read(0, copy, 0, copy.length);
        return copy;
    }

    /** Returns an independent copy of all elements as doubles, row-major. */
    public double[] toDoubles() {
        double[] copy = new double[size()];
        read(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Overwrites all elements, row-major.
     *
     * @throws ShapeException if the number of elements differs
     */
    public Tensor copyFrom(float... source) {
        if (source.length != size()) {
            throw new ShapeException(name + " " + shape + ": expected " + size() + " floats but got " + source.length);
        }
        write(0, source, 0, source.length);
        return this;
    }

    /**
     * Overwrites all elements, row-major. Each is rounded to a float unless the memory holds doubles.
     *
     * @throws ShapeException if the number of elements differs
     */
    public Tensor copyFrom(double[] source) {
        if (source.length != size()) {
            throw new ShapeException(name + " " + shape + ": expected " + size() + " doubles but got " + source.length);
        }
        write(0, source, 0, source.length);
        return this;
    }

    /** Overwrites all elements from a tensor of the same shape. */
    public Tensor copyFrom(Tensor source) {
        if (!source.shape.equals(shape)) {
            throw source.wrongShape(source.name + " into " + name, shape);
        }
        write(0, source, 0, size());
        return this;
    }

    /** Sets all elements to {@code value}, and returns this tensor. */
    public Tensor fill(float value) {
        requireOpen();
        requireWritable();
        boolean held = hold();
        try {
            storage.fill(offset, size(), value);
            storage.written();
        } finally {
            release(held);
        }
        return this;
    }

    /** Sets elements {@code from … from+length-1} to zero. */
    public void zero(int from, int length) {
        requireRange(from, length);
        requireWritable();
        boolean held = hold();
        try {
            storage.zero(offset + from, length);
            storage.written();
        } finally {
            release(held);
        }
    }

    /**
     * Adds another tensor's elements to elements {@code from … from+length-1}, as where gradients from two sources
     * meet.
     */
    public void add(int from, Tensor source, int sourceFrom, int length) {
        requireRange(from, length);
        source.requireRange(sourceFrom, length);
        requireWritable();
        boolean held = hold();
        try {
            storage.add(offset + from, source.storage, source.offset + sourceFrom, length);
            storage.written();
        } finally {
            release(held);
        }
        source.requireStillOpen();
    }

    private void requireRange(int from, int length) {
        requireOpen();
        if (from < 0 || length < 0 || from > size() - length) {
            throw new IndexOutOfBoundsException("elements " + from + " to " + ((long) from + length) + " of " + this);
        }
    }

    /**
     * Checks that the tensor may be written.
     *
     * @throws IllegalStateException if this is the read-only view of a parameter
     */
    public void requireWritable() {
        if (readOnly) {
            throw new IllegalStateException("tensor " + this + " is read-only: parameters change through"
                    + " Parameters.set and Parameters.update, so that no stale copy of them is used");
        }
    }

    /** Opens a recycled tensor with the name of its next use. */
    void reopen(String newName) {
        name = newName;
        generation = scope.generation();
    }

    /** For example {@code x [5, 3, 4]}. */
    @Override
    public String toString() {
        return name + " " + shape;
    }
}
