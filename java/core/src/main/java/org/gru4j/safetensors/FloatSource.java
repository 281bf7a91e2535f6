package org.gru4j.safetensors;

import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * Numbers that can be written to a file, from a tensor or an array. Not thread-safe: they must not change while they
 * are read.
 */
public interface FloatSource {
    Shape shape();

    /** Copies elements {@code from … from+length-1} to the beginning of {@code target}. */
    void read(int from, float[] target, int length);

    /** Returns the elements of a tensor, which must stay open and unchanged until they are read. */
    static FloatSource of(Tensor tensor) {
        return new FloatSource() {
            @Override
            public Shape shape() {
                return tensor.shape();
            }

            @Override
            public void read(int from, float[] target, int length) {
                tensor.read(from, target, 0, length);
            }
        };
    }

    /** Returns the elements of an array. */
    static FloatSource of(ShapedFloats floats) {
        return new FloatSource() {
            @Override
            public Shape shape() {
                return floats.shape();
            }

            @Override
            public void read(int from, float[] target, int length) {
                System.arraycopy(floats.values(), from, target, 0, length);
            }
        };
    }
}
