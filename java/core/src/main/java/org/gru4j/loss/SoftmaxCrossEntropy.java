package org.gru4j.loss;

import org.gru4j.argument.Arguments;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The negative log-likelihood of the target among V classes, in nats, averaged over the scored steps. The equations are
 * in {@link CrossEntropyKernel}; the logits' backend computes them.
 *
 * <p>With label smoothing (Szegedy et al., arXiv 1512.00567, section 7) the target is a distribution: 1−ε on the class
 * k, plus ε spread evenly over all V classes.
 * <pre>
 *   loss = log Σ_j exp(z_j) − (1−ε)·z_k − ε·mean z        d loss / d z_j = softmax(z)_j − (1−ε)·[j = k] − ε ÷ V
 * </pre>
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class SoftmaxCrossEntropy implements Loss {
    private final double smoothing;
    /** Targets of the batch, with NO_TARGET for padding. Grows to the largest batch seen. */
    private int[] targets = new int[0];
    /** The logits of a row, or their gradient. Grows to the largest number of classes seen. */
    private double[] row = new double[0];

    public SoftmaxCrossEntropy() {
        this(0);
    }

    /** @param smoothing ε, in [0, 1) */
    public SoftmaxCrossEntropy(double smoothing) {
        Arguments.requireFraction("label smoothing", smoothing);
        this.smoothing = smoothing;
    }

    @Override
    public boolean overwritesGradient() {
        return true;
    }

    @Override
    public double compute(Tensor logits, Batch batch, @Nullable Tensor dLogits) {
        logits.requireRank("logits [T,N,V]", 3);
        logits.requireShape("logits [T,N,V]", batch.targetSteps(), batch.size(), logits.dim(2));
        maskPadding(batch);
        double loss = Backend.of(logits).crossEntropy().compute(logits, targets, dLogits);
        return smoothing == 0 ? loss : loss + smooth(logits, dLogits);
    }

    private void maskPadding(Batch batch) {
        int[] classes = batch.targets();
        if (targets.length < classes.length) {
            targets = new int[classes.length];
        }
        for (int t = 0, k = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, k++) {
                targets[k] = batch.isScored(t, n) ? classes[k] : CrossEntropyKernel.NO_TARGET;
            }
        }
    }

    /**
     * Adds the gradient of ε·(z_k − mean z), averaged over the scored steps, to that of the plain loss. Returns its
     * mean.
     */
    private double smooth(Tensor logits, @Nullable Tensor dLogits) {
        int classes = logits.dim(2);
        int rows = logits.dim(0) * logits.dim(1);
        if (row.length < classes) {
            row = new double[classes];
        }
        int scored = 0;
        double sum = 0;
        for (int m = 0; m < rows; m++) {
            if (targets[m] != CrossEntropyKernel.NO_TARGET) {
                scored++;
                logits.read(m * classes, row, 0, classes);
                double total = 0;
                for (int j = 0; j < classes; j++) {
                    total += row[j];
                }
                sum += row[targets[m]] - total / classes;
            }
        }
        for (int m = 0; m < rows && dLogits != null; m++) {
            if (targets[m] != CrossEntropyKernel.NO_TARGET) {
                dLogits.read(m * classes, row, 0, classes);
                for (int j = 0; j < classes; j++) {
                    row[j] += smoothing / scored * ((j == targets[m] ? 1 : 0) - 1.0 / classes);
                }
                dLogits.write(m * classes, row, 0, classes);
            }
        }
        return scored == 0 ? 0 : smoothing * sum / scored;
    }
}
