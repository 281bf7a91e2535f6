package org.gru4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final int V = 5;
    /** The relative error of the loss's exp, and so the absolute one of the logarithm of a sum of them. */
    private static final double EXPONENTIAL = 0x1p-22;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential model = new Sequential(
            ModelSpec.of(LayerSpec.embedding(V, 4), LayerSpec.gru(GruSpec.of(4, 6)), LayerSpec.dense(6, V)),
            backend,
            1);
    private final int[] tokens = Numbers.ids(1, 101, V);

    @AfterEach
    void close() {
        model.close();
    }

    private Evaluation evaluate(Dataset data) {
        return Evaluation.of(model, data, new SoftmaxCrossEntropy());
    }

    /** The mean of −log p over all tokens but the first, the whole text read at once. */
    private double meanByHand() {
        try (Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            Tensor logits = model.forward(pass, Arrays.copyOf(tokens, 100), 100, 1, null);
            double sum = 0;
            for (int t = 0; t < 100; t++) {
                double exponentials = 0;
                for (int j = 0; j < V; j++) {
                    exponentials += Math.exp(logits.get(t * V + j));
                }
                sum += Math.log(exponentials) - logits.get(t * V + tokens[t + 1]);
            }
            return sum / 100;
        }
    }

    @Test
    void isTheMeanOverAllTokens() {
        Evaluation evaluation = evaluate(TokenStreams.forScoring(tokens, 1, 100));
        assertEquals(100, evaluation.scoredSteps());
        assertEquals(meanByHand(), evaluation.loss(), EXPONENTIAL);
    }

    /** Carried from batch to batch, the state is rounded to float; a logit is no more sensitive to it than 1 to 1. */
    @Test
    void theCutIntoBatchesDoesNotMatter() {
        assertEquals(
                meanByHand(),
                evaluate(TokenStreams.forScoring(tokens, 1, 7)).loss(),
                EXPONENTIAL + 8 * Numbers.FLOAT_EPSILON);
    }

    @Test
    void stepsWeighTheSameHoweverManyABatchHas() {
        Dataset uneven = new Dataset() {
            private final Batch batch = Batch.ofIds(4, 2).withClassPerStep();

            @Override
            public int batchesPerEpoch() {
                return 2;
            }

            @Override
            public Batch batch(int epoch, int index) {
                Arrays.fill(batch.targets(), index);
                return batch.lengths(index == 0 ? new int[] {4, 3} : new int[] {1, 0});
            }
        };
        double first = batchLoss(uneven.batch(0, 0));
        double second = batchLoss(uneven.batch(0, 1));
        Evaluation evaluation = evaluate(uneven);
        assertEquals(8, evaluation.scoredSteps());
        assertEquals((7 * first + second) / 8, evaluation.loss(), 16 * Math.ulp(2.0));
    }

    private double batchLoss(Batch batch) {
        try (Pass pass = Pass.inference(backend)) {
            pass.begin(batch.lengths());
            Tensor output = model.forward(pass, batch.ids(), batch.steps(), batch.size(), null);
            return new SoftmaxCrossEntropy().compute(output, batch, null);
        }
    }

    @Test
    void batchesMayHaveDifferentSizes() {
        Dataset growing = new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return 3;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return Batch.ofIds(2, 1 + index).withClassPerStep();
            }
        };
        assertEquals(2 + 4 + 6, evaluate(growing).scoredSteps());
    }

    @Test
    void theModelIsLeftAsItWas() {
        float[] before = model.parameters().values().toArray();
        long version = model.parameters().version();
        evaluate(TokenStreams.forScoring(tokens, 3, 7));
        assertArrayEquals(before, model.parameters().values().toArray());
        assertEquals(version, model.parameters().version());
    }

    @Test
    void bitsAreNatsOverTheLogarithmOfTwo() {
        assertEquals(3, new Evaluation(3 * Math.log(2), 10, Map.of()).bits(), Math.ulp(3.0));
    }

    @Test
    void nothingScoredHasNoLoss() {
        Batch ignored = Batch.ofIds(2, 1).withClassPerStep();
        Arrays.fill(ignored.targets(), Batch.IGNORE);
        Dataset nothing = new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return 1;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return ignored;
            }
        };
        assertEquals(Double.NaN, evaluate(nothing).loss());
    }
}
