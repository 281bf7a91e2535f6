package org.gru4j.loss;

import org.gru4j.argument.Arguments;

/**
 * Draws items in proportion to a power of how often they occur in the training data: power 1 for as often, 0 for all
 * alike (Mikolov et al., arXiv 1310.4546, section 2.2, use 3/4). Immutable.
 */
public final class ItemSampler {
    private final double[] popularity;
    private final double[] cumulative;

    /**
     * @param counts of each of V items, none of which is negative; an item of count 0 is never drawn
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
                    "counts: expected an item that occurs but got none among " + counts.length);
        }
        for (int j = 0; j < counts.length; j++) {
            popularity[j] = counts[j] / total;
            cumulative[j] /= sum;
        }
    }

    /** V. */
    public int count() {
        return cumulative.length;
    }

    /** The item at which the sum of probabilities passes {@code uniform}, in [0, 1). */
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

    /** The share of an item in the training data: how probable a target it is. */
    public double popularity(int item) {
        return popularity[item];
    }

    /** How probable an item is to be drawn. */
    public double probability(int item) {
        return cumulative[item] - (item == 0 ? 0 : cumulative[item - 1]);
    }
}
