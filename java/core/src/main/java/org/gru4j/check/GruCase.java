package org.gru4j.check;

import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceGru;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.GruSpec;

/**
 * Everything that goes into one forward and backward pass of a GRU; all numbers are exact in float.
 *
 * <p>Immutable as long as nobody writes into its arrays.
 *
 * @param weights L·D of them, in the order l0 forward, l0 reverse, l1 forward, …
 * @param x [T,N,I]
 * @param h0 [L·D,N,H]; null for zeros
 * @param lengths [N]; null if every row has T steps
 * @param masks L·D of them, in the order of the weights; null for none
 * @param dy [T,N,D·H] the upstream gradient of y; null for zeros
 * @param dhT [L·D,N,H] the upstream gradient of the final states; null for zeros
 * @param passes how often forward and backward run before the gradients are read, which add up
 */
public record GruCase(String name, GruSpec spec, int steps, int batch, List<ReferenceGru.Weights> weights, double[] x,
                      double[] h0, int[] lengths, List<ReferenceGru.Masks> masks, double[] dy, double[] dhT, int passes)
        implements RecurrentCase {
    /** The same without its masks, for a backend that can't run any. */
    public GruCase withoutMasks() {
        return masks == null ? this : new GruCase(name + " (left out)", spec, steps, batch, weights, x, h0, lengths, null, dy,
                dhT, passes);
    }

    @Override
    public GruCase moved(long seed) {
        CaseNumbers numbers = new CaseNumbers(new CounterRandom(seed, 0, 7));
        List<ReferenceGru.Weights> movedWeights = weights.stream()
                .map(w -> new ReferenceGru.Weights(numbers.moved(w.w()), numbers.moved(w.u()), numbers.moved(w.b())))
                .toList();
        return new GruCase(name, spec, steps, batch, movedWeights, numbers.moved(x), numbers.moved(h0), lengths, masks,
                numbers.moved(dy), numbers.moved(dhT), passes);
    }

    @Override
    public int layers() {
        return spec.numLayers();
    }

    @Override
    public int hiddenSize() {
        return spec.hiddenSize();
    }

    @Override
    public int widestInput() {
        return Math.max(spec.inputSizeOf(0), spec.inputSizeOf(spec.numLayers() - 1));
    }

    @Override
    public double[] initialStates() {
        return h0;
    }

    @Override
    public double[] upstreamOfStates() {
        return dhT;
    }

    @Override
    public double largestWeight() {
        return weights.stream().mapToDouble(w -> Math.max(Parity.largest(w.w()), Parity.largest(w.u()))).max()
                .orElse(0);
    }

    @Override
    public Map<String, double[]> inDoubles() {
        return GruOutcome.inDoubles(this).tensors();
    }

    @Override
    public Map<String, double[]> trainedOn(Backend backend) {
        return GruOutcome.on(backend, this).tensors();
    }

    @Override
    public List<Map<String, double[]>> inferredOn(Backend backend, int times) {
        return GruOutcome.inferencesOn(backend, this, times).stream().map(GruOutcome::tensors).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
