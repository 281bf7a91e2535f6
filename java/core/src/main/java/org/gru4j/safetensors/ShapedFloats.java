package org.gru4j.safetensors;

import java.util.Objects;
import org.gru4j.tensor.Shape;

/**
 * Numbers and the shape that they fill, row-major, in no backend's memory. The array is not copied: who made the one
 * must not change the other.
 *
 * <p>Immutable as long as nobody writes into its array.
 */
public record ShapedFloats(Shape shape, float[] values) {
    /** @throws IllegalArgumentException if there are more or fewer numbers than the shape has */
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
