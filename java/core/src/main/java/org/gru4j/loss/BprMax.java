package org.gru4j.loss;

/**
 * How much better the target's score is than those of the other candidates that score highest, averaged over the scored
 * steps (Hidasi and Karatzoglou, arXiv 1706.03847, section 3.3): with r_i the target's score, r_j the others', and
 * s = softmax(r) over the others,
 * <pre>
 *   a = Σ_j s_j·σ(r_i − r_j)        loss = −log a + λ·Σ_j s_j·r_j²
 *   d loss / d r_i = −Σ_j w_j·(1 − σ_j)                                 w_j = s_j·σ_j ÷ a
 *   d loss / d r_j = s_j − w_j·σ_j + λ·s_j·(r_j² + 2·r_j − Σ_l s_l·r_l²)
 * </pre>
 */
public final class BprMax extends SampledLoss {
    private final double regularization;
    private double[] exponentials = new double[0];

    /**
     * @param samples how many items to draw in addition to the batch's targets
     * @param regularization λ, 0 or more
     */
    public BprMax(ItemSampler sampler, int samples, double regularization) {
        super(sampler, samples);
        if (!(regularization >= 0 && regularization < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("regularization: expected 0 or more but got " + regularization);
        }
        this.regularization = regularization;
    }

    @Override
    double row(float[] scores, double[] logInclusion, int candidateCount, int target, double weight) {
        if (candidateCount == 1) {
            scores[0] = 0;
            return 0;
        }
        if (exponentials.length < candidateCount) {
            exponentials = new double[candidateCount];
        }
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < candidateCount; j++) {
            max = j == target ? max : Math.max(max, scores[j]);
        }
        double sum = 0;
        for (int j = 0; j < candidateCount; j++) {
            exponentials[j] = j == target ? 0 : Math.exp(scores[j] - max);
            sum += exponentials[j];
        }
        // σ(r_i − r_j) = g ÷ (g + e_j·h), e_j = exp(r_j − max), g ÷ h = exp(r_i − max), neither of which overflows
        double ahead = scores[target] - max;
        double g = Math.exp(Math.min(0, ahead));
        double h = Math.exp(Math.min(0, -ahead));
        double shared = 0; // a ÷ g
        double squares = 0;
        for (int j = 0; j < candidateCount; j++) {
            if (exponentials[j] > 0) {
                shared += exponentials[j] / sum / (g + exponentials[j] * h);
                squares += exponentials[j] / sum * scores[j] * scores[j];
            }
        }
        double targetGradient = 0;
        for (int j = 0; j < candidateCount; j++) {
            if (exponentials[j] > 0) {
                double s = exponentials[j] / sum;
                double below = g + exponentials[j] * h;
                double w = s / below / shared;
                double r = scores[j];
                targetGradient -= w * exponentials[j] * h / below;
                scores[j] = (float) (weight * (s - w * g / below + regularization * s * (r * r + 2 * r - squares)));
            } else {
                scores[j] = 0;
            }
        }
        scores[target] = (float) (weight * targetGradient);
        return -Math.log(shared) - Math.min(0, ahead) + regularization * squares;
    }
}
