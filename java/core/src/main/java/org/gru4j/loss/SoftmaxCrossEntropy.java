package org.gru4j.loss;

import java.util.Arrays;
import org.gru4j.data.Batch;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;

/**
 * The negative log-likelihood of the target k among V classes, in nats: with z the logits,
 * <pre>
 *   loss = log Σ_j exp(z_j) − z_k         d loss / d z_j = softmax(z)_j − [j = k]
 * </pre>
 * averaged over the scored steps.
 */
public final class SoftmaxCrossEntropy implements Loss {
    private float[] row = new float[0];

    @Override
    public double compute(Tensor logits, Batch batch, Tensor dLogits) {
        if (logits.shape().rank() != 3) {
            throw new ShapeException("logits [T,N,V]: expected three dimensions but got " + logits.shape());
        }
        int classes = logits.dim(2);
        logits.requireShape("logits [T,N,V]", batch.steps(), batch.size(), classes);
        if (dLogits != null) {
            dLogits.requireShape("dLogits [T,N,V]", batch.steps(), batch.size(), classes);
        }
        if (row.length != classes) {
            row = new float[classes];
        }
        int scored = batch.scoredSteps();
        double sum = 0;
        for (int t = 0; t < batch.steps(); t++) {
            for (int n = 0; n < batch.size(); n++) {
                int k = t * batch.size() + n;
                if (batch.isScored(t, n)) {
                    logits.read(k * classes, row, 0, classes);
                    sum += step(requireTarget(batch.targets()[k], classes, t, n), 1.0 / scored);
                } else {
                    Arrays.fill(row, 0);
                }
                if (dLogits != null) {
                    dLogits.write(k * classes, row, 0, classes);
                }
            }
        }
        return scored == 0 ? 0 : sum / scored;
    }

    /** One step's loss; its logits in {@code row} become their gradient times {@code weight}. */
    private double step(int target, double weight) {
        float max = Float.NEGATIVE_INFINITY;
        for (float z : row) {
            max = Math.max(max, z);
        }
        double targetLogit = (double) row[target] - max;
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] = Exponential.ofNonPositive(row[j] - max);
            sum += row[j];
        }
        float scale = (float) (weight / sum);
        for (int j = 0; j < row.length; j++) {
            row[j] *= scale;
        }
        row[target] -= (float) weight;
        return Math.log(sum) - targetLogit;
    }

    private static int requireTarget(int target, int classes, int t, int n) {
        if (target < 0 || target >= classes) {
            throw new IllegalArgumentException("targets[t=" + t + ", n=" + n + "]: expected 0 to " + (classes - 1)
                    + ", or " + Batch.IGNORE + " for none, but got " + target);
        }
        return target;
    }
}
