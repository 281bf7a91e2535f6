package org.gru4j.loss;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Scope;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;

class LabelSmoothingTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int V = 5;

    /** The cross-entropy of the smoothed distribution, term by term. |f‴| of log Σ exp is at most 0.1. */
    @Test
    void isTheCrossEntropyOfTheSmoothedTargets() {
        double smoothing = 0.1;
        Batch batch = Batch.ofIds(T, N).withClassPerStep().lengths(new int[] {2, 3});
        System.arraycopy(Numbers.ids(3, T * N, V), 0, batch.targets(), 0, T * N);
        batch.targets()[1] = Batch.IGNORE;
        try (Scope scope = new Scope(new ReferenceBackend())) {
            LossOracle.assertAgrees(
                    new SoftmaxCrossEntropy(smoothing),
                    Numbers.random(scope, "z", T, N, V),
                    batch,
                    scope.allocate("dz", T, N, V),
                    0.1,
                    z -> mean(z, batch, smoothing));
        }
    }

    private static double mean(double[] z, Batch batch, double smoothing) {
        double loss = 0;
        for (int m = 0; m < T * N; m++) {
            double sum = 0;
            for (int j = 0; j < V; j++) {
                sum += Math.exp(z[m * V + j]);
            }
            for (int j = 0; j < V && batch.isScored(m / N, m % N); j++) {
                double expected = smoothing / V + (j == batch.targets()[m] ? 1 - smoothing : 0);
                loss -= expected * Math.log(Math.exp(z[m * V + j]) / sum);
            }
        }
        return loss / batch.scoredSteps();
    }
}
