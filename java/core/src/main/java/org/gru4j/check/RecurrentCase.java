package org.gru4j.check;

import java.util.List;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.RecurrentSpec;
import org.jspecify.annotations.Nullable;

/**
 * All inputs of the forward and backward passes of recurrent layers of one kind. Floats represent all numbers exactly.
 *
 * <p>Immutable as long as its arrays are not changed.
 *
 * @param weights L·D of them, in the order l0 forward, l0 reverse, l1 forward, …
 * @param x [T,N,I]
 * @param s0 [L·D·S,N,H]; null for zeros
 * @param lengths [N]; null if every row has T steps
 * @param masks L·D of them, in the order of the weights; null for none, as for cells without masks
 * @param dy [T,N,D·H] the upstream gradient of y; null for zeros
 * @param dsT [L·D·S,N,H] the upstream gradient of the final states; null for zeros
 * @param passes how often forward and backward run, accumulating gradients, before the gradients are read
 */
public record RecurrentCase(
        String name,
        RecurrentSpec spec,
        int steps,
        int batch,
        List<ReferenceStack.Weights> weights,
        double[] x,
        double @Nullable [] s0,
        int @Nullable [] lengths,
        @Nullable List<ReferenceStack.Masks> masks,
        double @Nullable [] dy,
        double @Nullable [] dsT,
        int passes) {
    /** Returns the case without masks, for a backend that does not support them. */
    public RecurrentCase withoutMasks() {
        return masks == null
                ? this
                : new RecurrentCase(
                        name + " (left out)", spec, steps, batch, weights, x, s0, lengths, null, dy, dsT, passes);
    }

    /**
     * Returns the case with each input number, except masks, moved one float up or down.
     *
     * @param seed of the directions
     */
    public RecurrentCase moved(long seed) {
        CaseNumbers numbers = new CaseNumbers(new CounterRandom(seed, 0, 7));
        List<ReferenceStack.Weights> movedWeights = weights.stream()
                .map(w -> new ReferenceStack.Weights(
                        numbers.moved(w.w()), numbers.moved(w.u()), numbers.movedIfThere(w.b())))
                .toList();
        return new RecurrentCase(
                name,
                spec,
                steps,
                batch,
                movedWeights,
                numbers.moved(x),
                numbers.movedIfThere(s0),
                lengths,
                masks,
                numbers.movedIfThere(dy),
                numbers.movedIfThere(dsT),
                passes);
    }

    /** Returns the largest number of features that any of its layers reads. */
    public int widestInput() {
        return Math.max(spec.inputSizeOf(0), spec.inputSizeOf(spec.numLayers() - 1));
    }

    /** Returns the largest absolute weight. */
    public double largestWeight() {
        return weights.stream()
                .mapToDouble(w -> Math.max(Parity.largest(w.w()), Parity.largest(w.u())))
                .max()
                .orElse(0);
    }

    @Override
    public String toString() {
        return name;
    }
}
