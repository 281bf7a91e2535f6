package org.gru4j.loss;

import org.gru4j.argument.Arguments;

/**
 * Draws items with probabilities proportional to a power of their frequency in the training data. Power 1 keeps the
 * frequencies, power 0 makes all items equally probable (Mikolov et al., arXiv 1310.4546, section 2.2, use 3/4).
 * Immutable.
 */
public final class ItemSampler {
    private final double[] popularity;
    private final double[] cumulative;

    /**
     * @param counts how often each of V items occurs, not negative; items with a count of 0 are never drawn
     * @param power 0 to 1
     */
    public ItemSampler(long[] counts, double power) {
        Arguments.requireRange("power", power, 0, 1);
        popularity = new double[counts.length];
        cumulative = new double[counts.length];
        double total = 0;
        double sum = 0;
        for (int j = 0; j < counts.length; j++) {
            if (counts[j] < 0) {
                throw new IllegalArgumentException("count of item " + j + ": expected 0 or more but got " + counts[j]);
            }
            total += counts[j];
            sum += counts[j] == 0 ? 0 : Math.pow((double) counts[j], power);
            cumulative[j] = sum;
        }
        if (total == 0) {
            throw new IllegalArgumentException(
                    "counts: expected at least one above 0 but all are 0; items: " + counts.length);
        }
        for (int j = 0; j < counts.length; j++) {
            popularity[j] = counts[j] / total;
            cumulative[j] /= sum;
        }
    }

    /** V, the number of items. */
    public int count() {
        return cumulative.length;
    }

    /** Returns the item at which the cumulative probability exceeds {@code uniform}, which is in [0, 1). */
    public int draw(double uniform) {
        Arguments.requireFraction("draw", uniform);
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > uniform) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Share of an item in the training data: the probability that it is a target. */
    public double popularity(int item) {
        return popularity[item];
    }

    /** Probability that a draw returns the item. */
    public double probability(int item) {
        return cumulative[item] - (item == 0 ? 0 : cumulative[item - 1]);
    }
}
