package org.gru4j.loss;

import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.data.Batch;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;

/**
 * The negative log-likelihood of the target among V classes, in nats, averaged over the scored steps: the equations are
 * {@link CrossEntropyKernel}'s, computed by the backend of the logits.
 */
public final class SoftmaxCrossEntropy implements Loss {
    /** The batch's targets, none where it is padding; grows to the largest batch seen. */
    private int[] targets = new int[0];

    @Override
    public double compute(Tensor logits, Batch batch, Tensor dLogits) {
        if (logits.shape().rank() != 3) {
            throw new ShapeException("logits [T,N,V]: expected three dimensions but got " + logits.shape());
        }
        logits.requireShape("logits [T,N,V]", batch.targetSteps(), batch.size(), logits.dim(2));
        maskPadding(batch);
        return Backend.of(logits).crossEntropy().compute(logits, targets, dLogits);
    }

    private void maskPadding(Batch batch) {
        if (targets.length < batch.targets().length) {
            targets = new int[batch.targets().length];
        }
        for (int t = 0, k = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++, k++) {
                targets[k] = batch.isScored(t, n) ? batch.targets()[k] : CrossEntropyKernel.NO_TARGET;
            }
        }
    }
}
