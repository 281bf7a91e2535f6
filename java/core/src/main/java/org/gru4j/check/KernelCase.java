package org.gru4j.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Threads;

/**
 * One use of one kind of kernel, at some sizes; see {@link KernelCases}. What it comes to on one backend, or in one
 * number of threads, can be compared with what it comes to in another.
 *
 * <p>Immutable.
 *
 * @param kernel the kind: gru reset after, lstm, dense, adam, …
 * @param sizes for people
 * @param terms of the longest sum that a result is made of, times the steps that it passes through
 * @param run what it comes to on a backend, by name
 */
public record KernelCase(String kernel, String sizes, double terms, Function<Backend, Map<String, float[]>> run) {
    /** In units of ε·√K·max|expected|, K being the terms. */
    private static final double TOLERANCE = 8;

    /** Compares a backend's results with another's, tensor by tensor. */
    public List<Parity.Comparison> compare(Backend expected, Backend actual) {
        return compare(run.apply(expected), run.apply(actual));
    }

    /** Compares what all threads of a backend compute, so many times over, with what one of them computes. */
    public List<Parity.Comparison> compareWithOneThread(Backend backend, int times) {
        int limit = Threads.exchangeLimit(1);
        Map<String, float[]> expected;
        try {
            expected = run.apply(backend);
        } finally {
            Threads.exchangeLimit(limit);
        }
        List<Parity.Comparison> comparisons = new ArrayList<>();
        for (int k = 0; k < times; k++) {
            comparisons.addAll(compare(expected, run.apply(backend)));
        }
        return comparisons;
    }

    private List<Parity.Comparison> compare(Map<String, float[]> expected, Map<String, float[]> actual) {
        List<Parity.Comparison> comparisons = new ArrayList<>();
        expected.forEach((tensor, values) -> comparisons.add(compare(tensor, values, Parity.named(actual, tensor))));
        return comparisons;
    }

    private Parity.Comparison compare(String tensor, float[] expected, float[] actual) {
        if (Arrays.equals(expected, actual)) {
            return new Parity.Comparison(tensor, 0, 0);
        }
        float largest = 0;
        float error = 0;
        for (int k = 0; k < expected.length; k++) {
            largest = Math.max(largest, Math.abs(expected[k]));
            float difference = Math.abs(expected[k] - actual[k]);
            // NaN on both sides is equal, on one of them infinitely far off
            error = Math.max(
                    error,
                    Float.isNaN(difference) && Float.isNaN(expected[k]) != Float.isNaN(actual[k])
                            ? Float.POSITIVE_INFINITY
                            : Float.isNaN(difference) ? 0 : difference);
        }
        return new Parity.Comparison(tensor, error, TOLERANCE * Math.ulp(1f) * Math.sqrt(terms) * largest);
    }

    @Override
    public String toString() {
        return kernel + ", " + sizes;
    }
}
