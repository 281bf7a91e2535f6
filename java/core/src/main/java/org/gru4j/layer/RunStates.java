package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The states that go into and come out of a {@link StackedKernels}'s kernels, and their gradients: those of all kernels
 * in one tensor, and views of each kernel's. What is given is copied; nothing given stands for zeros.
 */
final class RunStates {
    private final Tensor first;
    private final Tensor last;
    /** This and the other gradients are null in inference. */
    private final @Nullable Tensor dLast;

    private final @Nullable Tensor dFirst;
    private final List<Tensor> firstOf;
    private final List<Tensor> lastOf;
    private final List<Tensor> dLastOf;
    private final List<Tensor> dFirstOf;
    private boolean given;
    private boolean gradientGiven;

    /**
     * @param scope owns them
     * @param shape of those of all kernels
     * @param part the shape of those of one
     */
    RunStates(Scope scope, Shape shape, Shape part, boolean training) {
        first = scope.allocate("s0", shape);
        last = scope.allocate("sT", shape);
        dLast = training ? scope.allocate("gradient of sT", shape) : null;
        dFirst = training ? scope.allocate("gradient of s0", shape) : null;
        firstOf = slices(first, part);
        lastOf = slices(last, part);
        dLastOf = slices(dLast, part);
        dFirstOf = slices(dFirst, part);
    }

    private static List<Tensor> slices(@Nullable Tensor states, Shape part) {
        List<Tensor> slices = new ArrayList<>();
        for (int from = 0; states != null && from < states.size(); from += part.size()) {
            slices.add(states.view(states.name() + "[" + slices.size() + "]", from, part));
        }
        return slices;
    }

    private static Tensor ofTraining(@Nullable Tensor gradients) {
        if (gradients == null) {
            throw new IllegalStateException("states have no gradients in a pass for inference");
        }
        return gradients;
    }

    /** Before the kernels run forward: the states that they start from; null for zeros. */
    void give(@Nullable Tensor states) {
        given = states != null;
        if (states != null) {
            first.copyFrom(states);
        }
    }

    /** Before the kernels run backward: the gradients of the states that they ended with; null for zeros. */
    void giveGradient(@Nullable Tensor gradients) {
        gradientGiven = gradients != null;
        if (gradients != null) {
            ofTraining(dLast).copyFrom(gradients);
        }
    }

    /** What kernel k starts from; null for zeros. */
    @Nullable
    Tensor first(int k) {
        return given ? firstOf.get(k) : null;
    }

    /** Where kernel k leaves what it ends with. */
    Tensor last(int k) {
        return lastOf.get(k);
    }

    /** The gradient of {@link #last(int)}; null for zeros. */
    @Nullable
    Tensor dLast(int k) {
        return gradientGiven ? dLastOf.get(k) : null;
    }

    /** Where kernel k leaves the gradient of {@link #first(int)}. */
    Tensor dFirst(int k) {
        return dFirstOf.get(k);
    }

    /** Of all kernels. */
    Tensor last() {
        return last;
    }

    /** Of all kernels. */
    Tensor dFirst() {
        return ofTraining(dFirst);
    }
}
