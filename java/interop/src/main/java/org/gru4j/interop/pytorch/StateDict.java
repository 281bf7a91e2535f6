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

    static StateDict of(Map<String, ShapedFloats> tensors) {
        return new StateDict() {
            @Override
            public Set<String> names() {
                return tensors.keySet();
            }

            @Override
            public Shape shape(String name) {
                return tensors.get(name).shape();
            }

            @Override
            public float[] floats(String name) {
                return tensors.get(name).values();
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
                StoredTensor tensor = tensors.get(name);
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
