package org.gru4j.loss;

/**
 * Softmax cross-entropy over the candidates C, in nats, averaged over the scored steps (Jean et al., arXiv 1412.2007,
 * section 3): with scores z and Q_j the probability that j is a candidate,
 * <pre>
 *   z̃_j = z_j − log Q_j        loss = log Σ_{j ∈ C} exp(z̃_j) − z̃_k        d loss / d z_j = softmax(z̃)_j − [j = k]
 * </pre>
 * The correction makes z go to the same scores as the whole softmax: without it, those of frequent items would be too
 * low.
 */
public final class SampledSoftmax extends SampledLoss {
    private double[] exponentials = new double[0];

    /** @param samples how many items to draw in addition to the batch's targets */
    public SampledSoftmax(ItemSampler sampler, int samples) {
        super(sampler, samples);
    }

    @Override
    double row(float[] scores, double[] logInclusion, int candidateCount, int target, double weight) {
        if (exponentials.length < candidateCount) {
            exponentials = new double[candidateCount];
        }
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < candidateCount; j++) {
            exponentials[j] = scores[j] - (logInclusion == null ? 0 : logInclusion[j]);
            max = Math.max(max, exponentials[j]);
        }
        double targetScore = exponentials[target];
        double sum = 0;
        for (int j = 0; j < candidateCount; j++) {
            exponentials[j] = Math.exp(exponentials[j] - max);
            sum += exponentials[j];
        }
        for (int j = 0; j < candidateCount; j++) {
            scores[j] = (float) (weight * (exponentials[j] / sum - (j == target ? 1 : 0)));
        }
        return Math.log(sum) + max - targetScore;
    }
}
