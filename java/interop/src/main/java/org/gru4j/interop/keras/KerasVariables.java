package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gru4j.interop.hdf5.HdfArray;
import org.gru4j.interop.hdf5.HdfGroup;

/** Where a file keeps its layers' variables, by the layers' names. */
final class KerasVariables {
    /** Keras 3's group of layers, and that of the versions before it. */
    private static final List<String> CONTAINERS = List.of("layers", "_layer_checkpoint_dependencies");

    private static final String VARIABLES = "vars";

    private final List<HdfGroup> containers = new ArrayList<>();

    /** @throws IOException if there are no layers */
    KerasVariables(HdfGroup root) throws IOException {
        for (String name : CONTAINERS) {
            if (root.has(name)) {
                containers.add(root.group(name));
            }
        }
        if (containers.isEmpty()) {
            throw new IOException("expected a group 'layers', as Keras 3 writes, but there are " + root.names());
        }
    }

    /** What the layers are called, those without variables included. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        containers.forEach(container -> names.addAll(container.names()));
        return names;
    }

    /** @throws IOException if there is no such layer */
    HdfGroup layer(String name) throws IOException {
        for (HdfGroup container : containers) {
            if (container.has(name)) {
                return container.group(name);
            }
        }
        throw new IOException(containers.get(0).path() + "/" + name + ": missing; there are " + names());
    }

    /**
     * The arrays in the group {@code vars} at the end of a path below a layer, in their order; none if there is no
     * group.
     */
    static List<HdfArray> at(HdfGroup layer, String... path) throws IOException {
        List<HdfArray> arrays = new ArrayList<>();
        HdfGroup below = layer.find(path);
        HdfGroup group = below == null ? null : below.find(VARIABLES);
        for (int k = 0; group != null && k < group.names().size(); k++) {
            arrays.add(group.array(String.valueOf(k)));
        }
        return arrays;
    }

    /** The two arrays, and a third if there is a bias, of one direction of a recurrent layer: the state's units H. */
    static int units(HdfGroup layer, List<HdfArray> arrays) throws IOException {
        if (arrays.size() != 2 && arrays.size() != 3) {
            throw new IOException(layer.path() + ": expected a kernel, a recurrent kernel and at most a bias but got "
                    + arrays.size() + " arrays");
        }
        if (arrays.get(0).rank() != 2 || arrays.get(1).rank() != 2) {
            throw new IOException(layer.path() + ": expected kernels of two dimensions but got "
                    + arrays.get(0).shape() + " and " + arrays.get(1).shape());
        }
        return arrays.get(1).dim(0);
    }

    /** @throws IOException if an array has another shape */
    static void requireShape(HdfArray array, String what, int... dims) throws IOException {
        String expected = Arrays.toString(dims);
        if (!array.shape().equals(expected)) {
            throw new IOException(array.path() + ": expected " + what + " " + expected + " but got " + array.shape());
        }
    }
}
