package org.gru4j.check;

import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceRnn;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.RnnSpec;

/**
 * Everything that goes into one forward and backward pass of LSTM cells or tanh units; all numbers are exact in float.
 *
 * <p>Immutable as long as nobody writes into its arrays.
 *
 * @param weights L·D of them, in the order l0 forward, l0 reverse, l1 forward, …
 * @param x [T,N,I]
 * @param s0 [L·D·S,N,H]; null for zeros
 * @param lengths [N]; null if every row has T steps
 * @param dy [T,N,D·H] the upstream gradient of y; null for zeros
 * @param dsT [L·D·S,N,H] the upstream gradient of the final states; null for zeros
 * @param passes how often forward and backward run before the gradients are read, which add up
 */
public record RnnCase(String name, RnnSpec spec, int steps, int batch, List<ReferenceRnn.Weights> weights, double[] x,
                      double[] s0, int[] lengths, double[] dy, double[] dsT, int passes) implements RecurrentCase {
    @Override
    public RnnCase moved(long seed) {
        CaseNumbers numbers = new CaseNumbers(new CounterRandom(seed, 0, 7));
        List<ReferenceRnn.Weights> movedWeights = weights.stream()
                .map(w -> new ReferenceRnn.Weights(numbers.moved(w.w()), numbers.moved(w.u()), numbers.moved(w.b())))
                .toList();
        return new RnnCase(name, spec, steps, batch, movedWeights, numbers.moved(x), numbers.moved(s0), lengths,
                numbers.moved(dy), numbers.moved(dsT), passes);
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
        return s0;
    }

    @Override
    public double[] upstreamOfStates() {
        return dsT;
    }

    @Override
    public double largestWeight() {
        return weights.stream().mapToDouble(w -> Math.max(Parity.largest(w.w()), Parity.largest(w.u()))).max()
                .orElse(0);
    }

    @Override
    public Map<String, double[]> inDoubles() {
        return RnnOutcome.inDoubles(this).tensors();
    }

    @Override
    public Map<String, double[]> trainedOn(Backend backend) {
        return RnnOutcome.on(backend, this).tensors();
    }

    @Override
    public List<Map<String, double[]>> inferredOn(Backend backend, int times) {
        return RnnOutcome.inferencesOn(backend, this, times).stream().map(RnnOutcome::tensors).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
