package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The initial and final states of a {@link StackedKernels}'s kernels, and their gradients. One tensor holds those of
 * all kernels; each kernel has a view of it. Given states and gradients are copied; null stands for zeros.
 */
final class RunStates {
    private final Tensor first;
    private final Tensor last;
    /** Null in inference, like the other gradients. */
    private final @Nullable Tensor dLast;

    private final @Nullable Tensor dFirst;
    private final List<Tensor> firstOf;
    private final List<Tensor> lastOf;
    private final List<Tensor> dLastOf;
    private final List<Tensor> dFirstOf;
    private boolean given;
    private boolean gradientGiven;

    /**
     * @param scope owns the tensors
     * @param shape of the states of all kernels
     * @param part the shape of the states of one kernel
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
            throw new IllegalStateException("states have no gradients in an inference pass; use Pass.training");
        }
        return gradients;
    }

    /** Sets the initial states before the kernels run forward; null for zeros. */
    void give(@Nullable Tensor states) {
        given = states != null;
        if (states != null) {
            first.copyFrom(states);
        }
    }

    /** Sets the gradients of the final states before the kernels run backward; null for zeros. */
    void giveGradient(@Nullable Tensor gradients) {
        gradientGiven = gradients != null;
        if (gradients != null) {
            ofTraining(dLast).copyFrom(gradients);
        }
    }

    /** Returns the initial states of kernel k; null for zeros. */
    @Nullable
    Tensor first(int k) {
        return given ? firstOf.get(k) : null;
    }

    /** Returns the tensor for the final states of kernel k. */
    Tensor last(int k) {
        return lastOf.get(k);
    }

    /** Returns the gradient of {@link #last(int)}; null for zeros. */
    @Nullable
    Tensor dLast(int k) {
        return gradientGiven ? dLastOf.get(k) : null;
    }

    /** Returns the tensor for the gradient of {@link #first(int)}. */
    Tensor dFirst(int k) {
        return dFirstOf.get(k);
    }

    /** Returns the final states of all kernels. */
    Tensor last() {
        return last;
    }

    /** Returns the gradients of the initial states of all kernels. */
    Tensor dFirst() {
        return ofTraining(dFirst);
    }
}
