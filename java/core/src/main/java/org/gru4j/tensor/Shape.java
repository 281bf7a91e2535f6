package org.gru4j.tensor;

import java.util.Arrays;

/**
 * The dimensions of a tensor, row-major. Immutable. Every dimension is positive, and the size is at most
 * {@link #MAX_SIZE}.
 */
public final class Shape {
    /** Largest number of floats in one tensor: a direct buffer has at most 2³¹−1 bytes. */
    public static final int MAX_SIZE = (1 << 29) - 1;

    private final int[] dims;
    private final int size;

    private Shape(int[] dims) {
        this.dims = dims;
        long product = 1;
        for (int dim : dims) {
            if (dim <= 0) {
                throw new ShapeException("shape " + Arrays.toString(dims) + ": every dimension must be positive");
            }
            // saturates instead of overflowing: above 2^63 the message below gives no exact size
            product = product > Long.MAX_VALUE / dim ? Long.MAX_VALUE : product * dim;
        }
        if (product > MAX_SIZE) {
            throw new ShapeException("shape " + Arrays.toString(dims) + " has "
                    + (product == Long.MAX_VALUE ? "more than 2^63" : product) + " floats, at most " + MAX_SIZE
                    + " (2^29-1) fit into one tensor");
        }
        this.size = (int) product;
    }

    /**
     * Returns a shape with the given dimensions.
     *
     * @throws ShapeException if a dimension is not positive, or the product is above {@link #MAX_SIZE}
     */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    public int dim(int axis) {
        return dims[axis];
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    public int[] toArray() {
        return dims.clone();
    }

    /**
     * Returns whether this is {@code [d0]}. Like the overloads below it creates no object, for the checks of every
     * step.
     */
    public boolean is(int d0) {
        return dims.length == 1 && dims[0] == d0;
    }

    public boolean is(int d0, int d1) {
        return dims.length == 2 && dims[0] == d0 && dims[1] == d1;
    }

    public boolean is(int d0, int d1, int d2) {
        return dims.length == 3 && dims[0] == d0 && dims[1] == d1 && dims[2] == d2;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code [5, 3, 8]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
