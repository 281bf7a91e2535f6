package org.gru4j.loss;

/**
 * The negative log-likelihood of K labels at each step, each on with probability σ(z), in nats. For a target y in
 * [0, 1]
 * <pre>
 *   loss = −y·log σ(z) − (1−y)·log(1−σ(z)) = max(z, 0) − y·z + log(1 + exp(−|z|))        gradient σ(z) − y
 * </pre>
 * which overflows for no z. The loss is summed over the labels of a step and averaged over the scored steps, as in the
 * papers on polyphonic music (Boulanger-Lewandowski et al., arXiv 1206.6392, section 5). A label that is NaN is left
 * out of its step's sum.
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class BinaryCrossEntropy extends ValueLoss {
    /** Number of factors between logarithms. A product of this many numbers of at most 2 is far from overflow. */
    private static final int FACTORS = 512;

    @Override
    double row(double[] outputs, float[] targets, int from, int size, double weight) {
        double sum = 0;
        double product = 1; // of 1 + exp(−|z|), so that the row needs one logarithm
        for (int k = 0; k < size; k++) {
            float y = targets[from + k];
            double z = outputs[k];
            if (Float.isNaN(y)) {
                outputs[k] = 0;
                continue;
            }
            requireLabel(y, k);
            double tail = Math.exp(-Math.abs(z));
            sum += Math.max(z, 0) - y * z;
            product *= 1 + tail;
            if (k % FACTORS == FACTORS - 1) {
                sum += Math.log(product);
                product = 1;
            }
            double sigma = (z >= 0 ? 1 : tail) / (1 + tail);
            outputs[k] = weight * (sigma - y);
        }
        return sum + Math.log(product);
    }

    private static void requireLabel(float label, int k) {
        if (!(label >= 0 && label <= 1)) {
            throw new IllegalArgumentException("label " + k + ": expected 0 to 1, or NaN for none, but got " + label);
        }
    }
}
