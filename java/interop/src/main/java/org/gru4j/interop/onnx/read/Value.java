package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;

/** What is known of a value in a graph, without running it. Immutable. */
sealed interface Value permits Weights, Sizes, ConstantFill, Activation {
    /** The size of each axis. */
    List<Dim> dims();

    default int rank() {
        return dims().size();
    }

    /** @param perm for each axis of the result, which of this one it is; a permutation */
    Value transpose(int... perm);

    /** @param target sizes whose product is that of {@link #dims} */
    Value reshape(List<Dim> target);

    /** The part {@code from … to−1} of an axis; not all of it. */
    Value slice(int axis, int from, int to);

    /** Without these axes, each of size 1. */
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

    /** With axes of size 1 at these places of the result. */
    default Value unsqueeze(List<Integer> axes) {
        List<Dim> all = new ArrayList<>();
        for (int k = 0, next = 0; k < rank() + axes.size(); k++) {
            all.add(axes.contains(k) ? Dim.ONE : dims().get(next++));
        }
        return reshape(all);
    }

    /** What it is, for errors. */
    String describe();
}
