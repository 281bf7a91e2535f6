package org.gru4j.loss;

import java.util.Arrays;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * BPR-max: compares the target's score with those of the other candidates, mainly with the highest of them, averaged
 * over the scored steps (Hidasi and Karatzoglou, arXiv 1706.03847, section 3.3). With the target's score r_i, the
 * others' scores r_j, and s = softmax(r) over the others,
 * <pre>
 *   a = Σ_j s_j·σ(r_i − r_j)        loss = −log a + λ·Σ_j s_j·r_j²
 *   d loss / d r_i = −Σ_j w_j·(1 − σ_j)                                 w_j = s_j·σ_j ÷ a
 *   d loss / d r_j = s_j − w_j·σ_j + λ·s_j·(r_j² + 2·r_j − Σ_l s_l·r_l²)
 * </pre>
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class BprMax extends SampledLoss {
    private final double regularization;
    /** The scores of a row, then their gradient. This array and the next two grow to the widest row seen. */
    private double[] row = new double[0];

    private double[] exponentials = new double[0];
    private double[] inverses = new double[0];

    /**
     * @param sampler draws the items
     * @param samples number of items to draw in addition to the batch's targets
     * @param regularization λ, not negative
     */
    public BprMax(ItemSampler sampler, int samples, double regularization) {
        super(sampler, samples);
        Arguments.requireFiniteNotNegative("regularization", regularization);
        this.regularization = regularization;
    }

    @Override
    double compareSampled(
            Tensor scores, int[] targets, double[] logInclusion, int candidateCount, @Nullable Tensor dScores) {
        return compare(scores, targets, candidateCount, dScores);
    }

    @Override
    double compareAll(Tensor scores, int[] targets, @Nullable Tensor dScores) {
        return compare(scores, targets, scores.dim(2), dScores);
    }

    private double compare(Tensor scores, int[] targets, int candidateCount, @Nullable Tensor dScores) {
        int width = scores.dim(2);
        int rows = scores.dim(0) * scores.dim(1);
        requireScratch(width);
        int scored = 0;
        for (int m = 0; m < rows; m++) {
            scored += targets[m] == CrossEntropyKernel.NO_TARGET ? 0 : 1;
        }
        double sum = 0;
        for (int m = 0; m < rows; m++) {
            if (targets[m] != CrossEntropyKernel.NO_TARGET) {
                scores.read(m * width, row, 0, width);
                sum += row(candidateCount, targets[m], dScores == null ? 0 : 1.0 / scored);
                Arrays.fill(row, candidateCount, width, 0);
                if (dScores != null) {
                    dScores.write(m * width, row, 0, width);
                }
            } else if (dScores != null) {
                dScores.zero(m * width, width);
            }
        }
        return scored == 0 ? 0 : sum / scored;
    }

    private void requireScratch(int width) {
        if (row.length < width) {
            row = new double[width];
            exponentials = new double[width];
            inverses = new double[width];
        }
    }

    /**
     * Returns the loss of the row in {@code row}. Overwrites its scores with the gradient of {@code weight} times the
     * loss, unless {@code weight} is 0.
     */
    private double row(int candidateCount, int target, double weight) {
        if (candidateCount == 1) {
            row[0] = 0;
            return 0;
        }
        double max = setExponentials(candidateCount, target);
        // σ(r_i − r_j) = g ÷ (g + e_j·h), e_j = exp(r_j − max), g ÷ h = exp(r_i − max), neither of which overflows
        double ahead = row[target] - max;
        double g = Math.exp(Math.min(0, ahead));
        double h = Math.exp(Math.min(0, -ahead));
        double sum = 0; // of e_j: s_j = e_j ÷ sum
        double shared = 0; // a·sum ÷ g
        double squares = 0; // Σ_j s_j·r_j²
        for (int j = 0; j < candidateCount; j++) {
            double e = exponentials[j];
            inverses[j] = e > 0 ? 1 / (g + e * h) : 0; // σ_j ÷ g; the target's e is 0, and so are all its terms
            sum += e;
            shared += e * inverses[j];
            squares += e * row[j] * row[j];
        }
        squares /= sum;
        double targetGradient = 0;
        for (int j = 0; weight > 0 && j < candidateCount; j++) {
            double s = exponentials[j] / sum;
            double w = exponentials[j] * inverses[j] / shared;
            double r = row[j];
            targetGradient -= w * exponentials[j] * h * inverses[j];
            row[j] = weight * (s - w * g * inverses[j] + regularization * s * (r * r + 2 * r - squares));
        }
        row[target] = weight * targetGradient;
        return Math.log(sum) - Math.log(shared) - Math.min(0, ahead) + regularization * squares;
    }

    /**
     * Sets e_j = exp(r_j − max) for all candidates except the target, whose e is 0. Returns max, the largest of these
     * r_j.
     */
    private double setExponentials(int candidateCount, int target) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < candidateCount; j++) {
            max = j == target ? max : Math.max(max, row[j]);
        }
        for (int j = 0; j < candidateCount; j++) {
            exponentials[j] = Math.exp(row[j] - max);
        }
        exponentials[target] = 0;
        return max;
    }
}
