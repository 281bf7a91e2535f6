package org.gru4j.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a case that do not depend on the kind of cell.
 *
 * @param passes how often forward and backward run before the gradients are read
 * @param gain the factor by which weights exceed their usual initial range, ±1/√H
 */
record CaseFrame(
        int steps,
        int batch,
        RandomCase.Rows rows,
        boolean initialState,
        RandomCase.Upstream upstream,
        int passes,
        double gain) {
    /** Lengths, inputs, states and upstream gradients of one case; null where the case has none. */
    record Parts(
            int @Nullable [] lengths,
            double[] x,
            double @Nullable [] h0,
            double @Nullable [] dy,
            double @Nullable [] dhT) {}

    /** Returns the largest possible weight of a layer of this size. */
    double weightBound(int hiddenSize) {
        return gain / Math.sqrt(hiddenSize);
    }

    /**
     * Draws the inputs and upstream gradients of the layers.
     *
     * @param stateSize the number of floats of all initial states
     */
    Parts draw(CaseNumbers numbers, int inputSize, int outputSize, int stateSize) {
        int[] lengths = lengths(numbers);
        double[] x = CaseNumbers.padded(numbers.next(steps * batch * inputSize, 1), lengths, batch, inputSize);
        double[] dy = upstream.output()
                ? CaseNumbers.padded(numbers.next(steps * batch * outputSize, 1), lengths, batch, outputSize)
                : null;
        double[] h0 = initialState ? numbers.next(stateSize, 1) : null;
        double[] dhT = upstream.state() ? numbers.next(stateSize, 1) : null;
        return new Parts(lengths, x, h0, dy, dhT);
    }

    private int @Nullable [] lengths(CaseNumbers numbers) {
        if (rows == RandomCase.Rows.FULL) {
            return null;
        }
        int[] lengths = new int[batch];
        for (int n = 0; n < batch; n++) {
            int longest = rows == RandomCase.Rows.SHORT ? 1 : steps;
            boolean full = n == 0 && rows == RandomCase.Rows.RAGGED;
            lengths[n] = full ? steps : n == 1 ? 0 : numbers.below(longest + 1);
        }
        return lengths;
    }

    /** Returns the end of the case's name, after its layers. */
    String suffix(boolean bias) {
        return (rows == RandomCase.Rows.FULL ? "" : " " + rows.name().toLowerCase(Locale.ROOT))
                + (initialState ? " h0" : "")
                + (bias ? "" : " biasless")
                + (passes > 1 ? " " + passes + " passes" : "")
                + (upstream.output() ? "" : " no dy")
                + (upstream.state() ? "" : " no dhT");
    }
}
