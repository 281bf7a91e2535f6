package org.gru4j.check;

import java.util.List;
import org.gru4j.backend.reference.ReferenceGru;
import org.gru4j.gru.GruSpec;

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
                      double[] h0, int[] lengths, List<ReferenceGru.Masks> masks, double[] dy, double[] dhT, int passes) {
    /** The same without its masks, for a backend that can't run any. */
    public GruCase withoutMasks() {
        return masks == null ? this : new GruCase(name + " (left out)", spec, steps, batch, weights, x, h0, lengths, null, dy,
                dhT, passes);
    }

    @Override
    public String toString() {
        return name;
    }
}
