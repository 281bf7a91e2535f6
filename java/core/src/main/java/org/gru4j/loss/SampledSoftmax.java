package org.gru4j.loss;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy over the candidates C, in nats, averaged over the scored steps (Jean et al., arXiv 1412.2007,
 * section 3). With scores z, and the probability Q_j that j is a candidate,
 * <pre>
 *   z̃_j = z_j − log Q_j        loss = log Σ_{j ∈ C} exp(z̃_j) − z̃_k        d loss / d z_j = softmax(z̃)_j − [j = k]
 * </pre>
 * With this correction, training converges to the scores of the full softmax; without it, the scores of frequent items
 * would be too low. The scores' backend computes the loss; z̃ is rounded to floats.
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class SampledSoftmax extends SampledLoss {
    /** A row of z̃. Grows to the widest row seen. */
    private double[] row = new double[0];
    /** log Q_j for each candidate. Grows to the widest row seen. */
    private float[] corrections = new float[0];

    /**
     * @param sampler draws the items
     * @param samples number of items to draw in addition to the batch's targets
     */
    public SampledSoftmax(ItemSampler sampler, int samples) {
        super(sampler, samples);
    }

    @Override
    double compareAll(Tensor scores, int[] targets, @Nullable Tensor dScores) {
        return Backend.of(scores).crossEntropy().compute(scores, targets, dScores);
    }

    @Override
    double compareSampled(
            Tensor scores, int[] targets, double[] logInclusion, int candidateCount, @Nullable Tensor dScores) {
        if (dScores == null) {
            try (Scope scope = new Scope(Backend.of(scores))) {
                return compareSampled(
                        scores,
                        targets,
                        logInclusion,
                        candidateCount,
                        scope.allocateUninitialized("corrected scores", scores.dim(0), scores.dim(1), scores.dim(2)));
            }
        }
        int width = scores.dim(2);
        if (row.length < width) {
            row = new double[width];
            corrections = new float[width];
        }
        for (int j = 0; j < candidateCount; j++) {
            corrections[j] = (float) logInclusion[j];
        }
        for (int m = 0, rows = scores.dim(0) * scores.dim(1); m < rows; m++) {
            if (targets[m] != CrossEntropyKernel.NO_TARGET) {
                scores.read(m * width, row, 0, width);
                for (int j = 0; j < candidateCount; j++) {
                    row[j] -= corrections[j];
                }
                Arrays.fill(row, candidateCount, width, Double.NEGATIVE_INFINITY);
                dScores.write(m * width, row, 0, width);
            }
        }
        return Backend.of(scores).crossEntropy().compute(dScores, targets, dScores);
    }
}
