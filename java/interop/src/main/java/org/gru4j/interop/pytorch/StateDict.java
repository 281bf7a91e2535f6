package org.gru4j.interop.pytorch;

import java.util.Map;
import java.util.Set;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.safetensors.StoredTensor;
import org.gru4j.tensor.Shape;

/** A state dict: named tensors in memory or in a file. Only the requested tensors are loaded. */
interface StateDict {
    Set<String> names();

    /**
     * Returns the shape of a tensor.
     *
     * @throws IllegalArgumentException if there is no such tensor, or it does not contain floating-point numbers
     */
    Shape shape(String name);

    /** Returns the numbers of an existing tensor. The caller may keep the array. */
    float[] floats(String name);

    /**
     * Returns the tensor of a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the tensors
     */
    static <T> T named(Map<String, T> tensors, String name) {
        T tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor '" + name + "' is missing; the tensors are " + tensors.keySet());
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
