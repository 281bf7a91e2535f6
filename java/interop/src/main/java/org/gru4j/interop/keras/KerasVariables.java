package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gru4j.interop.hdf5.HdfArray;
import org.gru4j.interop.hdf5.HdfGroup;

/** Finds the variables of layers in a file, by the layers' names. */
final class KerasVariables {
    /** The group of layers in Keras 3, and in earlier versions. */
    private static final List<String> CONTAINERS = List.of("layers", "_layer_checkpoint_dependencies");

    private static final String VARIABLES = "vars";

    private final List<HdfGroup> containers = new ArrayList<>();

    /**
     * Opens the groups of layers of a file.
     *
     * @throws IOException if there are none
     */
    KerasVariables(HdfGroup root) throws IOException {
        for (String name : CONTAINERS) {
            if (root.has(name)) {
                containers.add(root.group(name));
            }
        }
        if (containers.isEmpty()) {
            throw new IOException(
                    "expected a group 'layers', which Keras 3 writes, but the groups are " + root.names());
        }
    }

    /** Returns the names of all layers, including those without variables. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        containers.forEach(container -> names.addAll(container.names()));
        return names;
    }

    /**
     * Returns the group of a layer.
     *
     * @throws IOException if there is no such layer
     */
    HdfGroup layer(String name) throws IOException {
        for (HdfGroup container : containers) {
            if (container.has(name)) {
                return container.group(name);
            }
        }
        throw new IOException(containers.get(0).path() + "/" + name
                + ": expected this layer but it is missing; the layers are " + names());
    }

    /**
     * Returns the arrays in the group {@code vars} at a path below a layer, in order; empty if there is no such group.
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

    /**
     * Returns the hidden size H of one direction of a recurrent layer.
     *
     * @param arrays kernel, recurrent kernel and, if the layer has one, bias
     * @throws IOException if these are not its arrays
     */
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

    /**
     * Checks the shape of an array.
     *
     * @throws IOException if it is different; the message has the array's path and both shapes
     */
    static void requireShape(HdfArray array, String what, int... dims) throws IOException {
        String expected = Arrays.toString(dims);
        if (!array.shape().equals(expected)) {
            throw new IOException(array.path() + ": expected " + what + " " + expected + " but got " + array.shape());
        }
    }
}
