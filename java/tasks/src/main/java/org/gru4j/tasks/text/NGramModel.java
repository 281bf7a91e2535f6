package org.gru4j.tasks.text;

import java.util.Arrays;

/**
 * An n-gram model with the interpolation of Witten and Bell (1991). Here h is the n−1 previous tokens, h' the n−2
 * previous ones, C(h) how often h was followed by any token, and D(h) by how many different ones:
 * <pre>
 *   P(w|h) = (c(h,w) + D(h)·P(w|h')) ÷ (C(h) + D(h))
 * </pre>
 * The recursion ends with the uniform distribution 1 ÷ vocabulary size below P(w). One fit contains the models of all
 * orders up to its own.
 */
public final class NGramModel {
    private static final int ROOT = 1;

    private final int order;
    private final int vocabularySize;
    /** (h, the token before h) → the longer context, and (h, w) → c(h,w); contexts are numbered from {@link #ROOT}. */
    private final PairCounts longer = new PairCounts();

    private final PairCounts counts = new PairCounts();
    private int[] total = new int[1 << 10];
    private int[] distinct = new int[total.length];
    private int contexts = ROOT;

    private NGramModel(int order, int vocabularySize) {
        this.order = order;
        this.vocabularySize = vocabularySize;
    }

    /**
     * Fits a model by counting.
     *
     * @param tokens ids from 0 to {@code vocabularySize} − 1
     * @param order n; 1 for a unigram model
     */
    public static NGramModel fit(int[] tokens, int order, int vocabularySize) {
        if (order <= 0 || vocabularySize <= 0) {
            throw new IllegalArgumentException(
                    "order and vocabularySize must be positive, got " + order + " and " + vocabularySize);
        }
        NGramModel model = new NGramModel(order, vocabularySize);
        for (int at = 0; at < tokens.length; at++) {
            model.count(tokens, at);
        }
        return model;
    }

    private void count(int[] tokens, int at) {
        int context = ROOT;
        for (int n = 1; ; n++) {
            int before = counts.get(context, tokens[at]);
            counts.set(context, tokens[at], before + 1);
            total[context]++;
            distinct[context] += before == 0 ? 1 : 0;
            if (n == order || at < n) {
                return;
            }
            int next = longer.get(context, tokens[at - n]);
            if (next == 0) {
                next = newContext();
                longer.set(context, tokens[at - n], next);
            }
            context = next;
        }
    }

    private int newContext() {
        if (++contexts == total.length) {
            total = Arrays.copyOf(total, 2 * contexts);
            distinct = Arrays.copyOf(distinct, 2 * contexts);
        }
        return contexts;
    }

    /**
     * Returns P(tokens[at] | previous tokens) for a model of order {@code n}.
     *
     * @param n 1 to the order of the fit
     */
    public double probability(int[] tokens, int at, int n) {
        if (n <= 0 || n > order) {
            throw new IllegalArgumentException("n: expected 1 to " + order + " but got " + n);
        }
        double p = 1.0 / vocabularySize;
        int context = ROOT;
        for (int k = 1; ; k++) {
            if (total[context] > 0) {
                p = (counts.get(context, tokens[at]) + distinct[context] * p) / (total[context] + distinct[context]);
            }
            if (k == n || at < k) {
                return p;
            }
            context = longer.get(context, tokens[at - k]);
            if (context == 0) {
                return p;
            }
        }
    }

    /**
     * Returns the mean of −log₂ P over all tokens except the first, which nothing precedes; {@code n} as in
     * {@link #probability}.
     */
    public double bitsPerToken(int[] tokens, int n) {
        double bits = 0;
        for (int at = 1; at < tokens.length; at++) {
            bits -= Math.log(probability(tokens, at, n)) / Math.log(2);
        }
        return bits / (tokens.length - 1);
    }
}
