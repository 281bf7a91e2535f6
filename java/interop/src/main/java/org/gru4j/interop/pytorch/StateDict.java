package org.gru4j.interop.pytorch;

import java.util.Map;
import java.util.Set;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.safetensors.StoredTensor;
import org.gru4j.tensor.Shape;

/** Named tensors, in memory or in a file, of which only those are loaded that are asked for. */
interface StateDict {
    Set<String> names();

    /** @throws IllegalArgumentException if it is there, but holds no floats */
    Shape shape(String name);

    /** The numbers of one that is there, which the caller may keep. */
    float[] floats(String name);

    /** @throws IllegalArgumentException if there is none of that name */
    static <T> T named(Map<String, T> tensors, String name) {
        T tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor '" + name + "' is missing; there are " + tensors.keySet());
        }
        return tensor;
    }

    static StateDict of(Map<String, ShapedFloats> tensors) {
        return new StateDict() {
            @Override
            public Set<String> names() {
                return tensors.keySet();
            }

            @Override
            public Shape shape(String name) {
                return named(tensors, name).shape();
            }

            @Override
            public float[] floats(String name) {
                return named(tensors, name).values();
            }
        };
    }

    static StateDict of(SafeTensors file) {
        Map<String, StoredTensor> tensors = file.tensors();
        return new StateDict() {
            @Override
            public Set<String> names() {
                return tensors.keySet();
            }

            @Override
            public Shape shape(String name) {
                StoredTensor tensor = named(tensors, name);
                if (!tensor.isReadable()) {
                    throw new IllegalArgumentException("tensor '" + name + "': expected floats but got " + tensor);
                }
                return tensor.shape();
            }

            @Override
            public float[] floats(String name) {
                return file.floats(name);
            }
        };
    }
}
