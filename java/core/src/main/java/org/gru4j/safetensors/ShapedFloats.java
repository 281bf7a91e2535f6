package org.gru4j.safetensors;

import java.util.Objects;
import org.gru4j.tensor.Shape;

/**
 * Numbers in a plain array and their shape, row-major. The array is not copied: its owner must not change it.
 *
 * <p>Immutable as long as nobody writes into its array.
 */
public record ShapedFloats(Shape shape, float[] values) {
    /** @throws IllegalArgumentException if the number of values does not fit the shape */
    public ShapedFloats {
        Objects.requireNonNull(shape, "shape");
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "shape " + shape + ": expected " + shape.size() + " numbers but got " + values.length);
        }
    }

    /** For example {@code [2, 3]}. */
    @Override
    public String toString() {
        return shape.toString();
    }
}
