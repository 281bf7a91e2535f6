package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;

/** A value in a graph, as far as it is known without running the graph. Immutable. */
sealed interface Value permits Weights, Sizes, ConstantFill, Activation {
    /** Returns the size of each axis. */
    List<Dim> dims();

    default int rank() {
        return dims().size();
    }

    /**
     * Returns the value with permuted axes.
     *
     * @param perm for each axis of the result, the axis of this value; a permutation
     */
    Value transpose(int... perm);

    /**
     * Returns the value with other axes and the same elements.
     *
     * @param target sizes with the same product as {@link #dims}
     */
    Value reshape(List<Dim> target);

    /** Returns the part {@code from … to−1} of an axis. To be called only for less than the whole axis. */
    Value slice(int axis, int from, int to);

    /** Returns the value without these axes, which must have size 1. */
    default Value squeeze(List<Integer> axes) {
        List<Dim> rest = new ArrayList<>();
        for (int k = 0; k < rank(); k++) {
            if (!axes.contains(k)) {
                rest.add(dims().get(k));
            } else if (!dims().get(k).is(1)) {
                throw new OnnxFault("axis " + k + ": expected a size of 1 but got " + dims().get(k));
            }
        }
        return reshape(rest);
    }

    /** Returns the value with additional axes of size 1, at these positions of the result. */
    default Value unsqueeze(List<Integer> axes) {
        List<Dim> all = new ArrayList<>();
        for (int k = 0, next = 0; k < rank() + axes.size(); k++) {
            all.add(axes.contains(k) ? Dim.ONE : dims().get(next++));
        }
        return reshape(all);
    }

    /** Returns a phrase for errors. */
    String describe();
}
