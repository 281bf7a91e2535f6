package org.gru4j.tensor;

import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A shape over native-order off-heap floats. It holds numbers and, but for a sum, does no arithmetic.
 *
 * <p>Tensors come from a {@link Scope}, which owns their memory; after the scope has closed or was recycled, every use
 * throws an {@link IllegalStateException} that names the tensor. A {@link #view view} lives as long as the tensor that
 * it views. Not thread-safe; but where one thread closes what another is using, one of the two gets an exception, and
 * nobody a wrong number.
 */
public final class Tensor {
    private final Shape shape;
    private final Storage storage;
    private final int offset;
    private final boolean readOnly;
    private final Scope scope;
    /** The scope's when this was handed out; closed in any other. */
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

    /** The number of elements. */
    public int size() {
        return shape.size();
    }

    public int dim(int axis) {
        return shape.dim(axis);
    }

    /** Which backend's memory this is. */
    public Allocator allocator() {
        return storage.allocator();
    }

    /** The memory behind this tensor, for backends. Element 0 lies at {@link #offset()}. */
    public Storage storage() {
        requireOpen();
        return storage;
    }

    /** The memory, open or not. */
    Storage memory() {
        return storage;
    }

    /** Where in {@link #storage()} this tensor begins, in floats. */
    public int offset() {
        return offset;
    }

    public boolean isOpen() {
        return generation == scope.generation();
    }

    /**
     * For code that can't see that a tensor closes, such as native code: until {@link #release} by the same thread,
     * closing or recycling the scope is an IllegalStateException. Kernels hold what they are given.
     *
     * @return whether there is something to release; not if only the calling thread could close it
     * @throws IllegalStateException if it is closed
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
     * {@link #hold} while the calling thread holds another tensor: if it is of the same scope, then so is this.
     *
     * @param other null for none
     * @return whether there is something to release
     * @throws IllegalStateException if this is closed
     */
    public boolean holdBeside(@Nullable Tensor other) {
        if (other != null && other.scope == scope) {
            requireOpen();
            return false;
        }
        return hold();
    }

    /** Ends what {@link #hold} began. */
    public void release() {
        scope.occupancy().release();
        Reference.reachabilityFence(this);
    }

    private void release(boolean held) {
        if (held) {
            release();
        }
    }

    /** After a read that nothing held: whether it saw the tensor's own numbers to its end. */
    void requireStillOpen() {
        VarHandle.loadLoadFence();
        requireOpen();
    }

    /**
     * A number that changes whenever the memory behind this tensor is written through a tensor, by whichever view; no
     * two states of any memory share one. What is derived from a tensor's values and kept (packed weights) is keyed on
     * it.
     */
    public long version() {
        return storage.version();
    }

    /** Says that the values were changed by a way that this tensor could not see: a kernel's output, a kept buffer. */
    public void written() {
        storage.written();
    }

    /** @throws IllegalStateException if the scope that owned this tensor has closed */
    public void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException("tensor " + this + " is used after its scope was closed");
        }
    }

    /**
     * @param what how the caller names it, with its letters: {@code x [T,N,I]}
     * @throws ShapeException if it has another number of dimensions
     */
    public void requireRank(String what, int rank) {
        if (shape.rank() != rank) {
            throw new ShapeException(what + ": expected " + rank + " dimensions but got " + shape);
        }
    }

    /**
     * @param what how the caller names it, with its letters: {@code x [T,N,I]}
     * @throws ShapeException if the shape is another
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
     * Checks everything that must hold before native code may see this tensor.
     *
     * @throws IllegalArgumentException if it is another backend's memory
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

    /** The elements from {@code offset} on, under another shape; writes through either are seen by both. */
    public Tensor view(String viewName, int viewOffset, Shape viewShape) {
        requireOpen();
        if (viewOffset < 0 || (long) viewOffset + viewShape.size() > size()) {
            throw new ShapeException("view " + viewName + " " + viewShape + " from element " + viewOffset
                    + " on does not fit into " + this);
        }
        return new Tensor(viewName, viewShape, offset + viewOffset, readOnly, this);
    }

    /** The same memory, which can't be written through the tensor returned. */
    public Tensor readOnlyView() {
        requireOpen();
        return new Tensor(name, shape, offset, true, this);
    }

    /**
     * The elements as a buffer of its own position; it must not outlive this tensor. Read-only if the tensor is;
     * otherwise the values count as changed from now on, and a buffer that is kept must be asked for anew before each
     * change.
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

    /** The element at {@code index}, counted row-major. */
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

    /** Whether the memory holds doubles, as a {@link org.gru4j.backend.reference.DoubleBackend}'s does. */
    public boolean holdsDoubles() {
        return storage.holdsDoubles();
    }

    /** The element at {@code index}, counted row-major, as exactly as the memory holds it. */
    public double getDouble(int index) {
        requireRange(index, 1);
        double value = storage.getDouble(offset + index);
        requireStillOpen();
        return value;
    }

    /** Copies elements {@code from … from+length-1} into {@code target}, as exactly as the memory holds them. */
    public void read(int from, double[] target, int targetFrom, int length) {
        requireRange(from, length);
        storage.get(offset + from, target, targetFrom, length);
        requireStillOpen();
    }

    /**
     * Overwrites elements {@code from … from+length-1} from {@code source}, each rounded to a float unless the memory
     * holds doubles.
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

    /** An independent copy of all elements, row-major. */
    public float[] toArray() {
        float[] copy = new float[size()];
        read(0, copy, 0, copy.length);
        return copy;
    }

    /** An independent copy of all elements as doubles, row-major. */
    public double[] toDoubles() {
        double[] copy = new double[size()];
        read(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Overwrites all elements, row-major.
     *
     * @throws ShapeException if the lengths differ
     */
    public Tensor copyFrom(float... source) {
        if (source.length != size()) {
            throw new ShapeException(name + " " + shape + ": expected " + size() + " floats but got " + source.length);
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

    /** Adds to elements {@code from … from+length-1} those of another tensor: where gradients meet. */
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

    /** @throws IllegalStateException if this is a parameter's read-only view */
    public void requireWritable() {
        if (readOnly) {
            throw new IllegalStateException("tensor " + this + " is read-only: parameters change through"
                    + " Parameters.set and Parameters.update, so that no stale copy of them is used");
        }
    }

    /** Opens a recycled tensor under the name of its next use. */
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
