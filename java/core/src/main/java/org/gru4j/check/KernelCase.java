package org.gru4j.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Threads;

/**
 * A use of one kernel at certain sizes; see {@link KernelCases}. Its results on one backend, or with one number of
 * threads, can be compared with those on another.
 *
 * <p>Immutable.
 *
 * @param kernel the kind of kernel: gru reset after, lstm, dense, adam, …
 * @param sizes the sizes as text
 * @param terms the number of terms of the longest sum in a result, times the number of steps that the result passes
 *     through
 * @param run computes the results on a backend, by name
 */
public record KernelCase(String kernel, String sizes, double terms, Function<Backend, Map<String, float[]>> run) {
    /** In units of ε·√K·max|expected|, where K is the number of terms. */
    private static final double TOLERANCE = 8;

    /** Compares the results of one backend with those of another, tensor by tensor. */
    public List<Parity.Comparison> compare(Backend expected, Backend actual) {
        return compare(run.apply(expected), run.apply(actual));
    }

    /**
     * Compares the results of all threads of a backend, computed {@code times} times, with those of a single thread.
     */
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
            // NaN on both sides is equal; NaN on one side is an infinite error
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
