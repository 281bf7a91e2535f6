package org.gru4j.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.reference.ReferenceRnn;
import org.gru4j.gru.Direction;
import org.gru4j.random.CounterRandom;
import org.gru4j.rnn.RnnCell;
import org.gru4j.rnn.RnnSpec;

/**
 * Everything that goes into one forward and backward pass of LSTM cells or tanh units; all numbers are exact in float.
 *
 * @param weights L·D of them, in the order l0 forward, l0 reverse, l1 forward, …
 * @param x [T,N,I]
 * @param s0 [L·D·S,N,H]; null for zeros
 * @param lengths [N]; null if every row has T steps
 * @param dy [T,N,D·H] the upstream gradient of y; null for zeros
 * @param dsT [L·D·S,N,H] the upstream gradient of the final states; null for zeros
 * @param passes how often forward and backward run before the gradients are read, which add up
 */
record RnnCase(String name, RnnSpec spec, int steps, int batch, List<ReferenceRnn.Weights> weights, double[] x,
               double[] s0, int[] lengths, double[] dy, double[] dsT, int passes) {
    private static final int[] SIZES = {1, 7, 17, 33, 65, 100};

    /** Numbers that are exact in float, one after the other. */
    private static final class Numbers {
        private final CounterRandom random;
        private long index;

        Numbers(long seed) {
            random = new CounterRandom(seed, 0, 3);
        }

        int below(int bound) {
            return (int) (random.uniform(index++) * bound);
        }

        double[] next(int count, double bound) {
            double[] values = new double[count];
            for (int k = 0; k < count; k++) {
                values[k] = (float) (bound * (2 * random.uniform(index++) - 1));
            }
            return values;
        }
    }

    /** The case of a seed. */
    static RnnCase random(long seed) {
        Numbers numbers = new Numbers(seed);
        RnnSpec spec = new RnnSpec(RnnCell.values()[numbers.below(2)], SIZES[numbers.below(6)], SIZES[numbers.below(6)],
                1 + numbers.below(3), Direction.values()[numbers.below(3)], numbers.below(4) > 0);
        int steps = new int[] {1, 2, 5, 9, 20}[numbers.below(5)];
        int batch = new int[] {1, 2, 5, 17}[numbers.below(4)];
        return of(spec, steps, batch, numbers.below(3) > 0, numbers.below(2) > 0, numbers.below(4) > 0,
                numbers.below(4) > 0, 1 + numbers.below(2), seed);
    }

    /** A case of given dimensions, with all that may be left out. */
    static RnnCase of(RnnSpec spec, int steps, int batch, long seed) {
        return of(spec, steps, batch, true, true, true, true, 1, seed);
    }

    private static RnnCase of(RnnSpec spec, int steps, int batch, boolean ragged, boolean initialStates, boolean dy,
            boolean dsT, int passes, long seed) {
        Numbers numbers = new Numbers(seed + 1_000_000);
        double bound = 1 / Math.sqrt(spec.hiddenSize());
        List<ReferenceRnn.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            ReferenceRnn.Weights zeros = ReferenceRnn.Weights.zeros(spec, k / spec.direction().count());
            weights.add(new ReferenceRnn.Weights(numbers.next(zeros.w().length, bound),
                    numbers.next(zeros.u().length, bound),
                    zeros.b() == null ? null : numbers.next(zeros.b().length, bound)));
        }
        int[] lengths = ragged ? new int[batch] : null;
        for (int n = 0; ragged && n < batch; n++) {
            lengths[n] = n == 0 ? steps : n == 1 ? 0 : numbers.below(steps + 1);
        }
        int states = spec.stateCount() * batch * spec.hiddenSize();
        String name = "seed " + seed + ": " + spec + " T=" + steps + " N=" + batch + (ragged ? " ragged" : "")
                + (initialStates ? " s0" : "") + (dy ? "" : " no dy") + (dsT ? "" : " no dsT") + ", passes " + passes;
        return new RnnCase(name, spec, steps, batch, weights,
                padded(numbers.next(steps * batch * spec.inputSize(), 1), lengths, batch, spec.inputSize()),
                initialStates ? numbers.next(states, 1) : null, lengths,
                dy ? padded(numbers.next(steps * batch * spec.outputSize(), 1), lengths, batch, spec.outputSize())
                        : null,
                dsT ? numbers.next(states, 1) : null, passes);
    }

    /** What lies past a row's length is NaN: whoever reads it is found out. */
    private static double[] padded(double[] values, int[] lengths, int batch, int features) {
        for (int row = 0; lengths != null && row < values.length / features; row++) {
            if (row / batch >= lengths[row % batch]) {
                Arrays.fill(values, row * features, (row + 1) * features, Double.NaN);
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return name;
    }
}
