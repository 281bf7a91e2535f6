package org.gru4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.BinaryCrossEntropy;
import org.gru4j.loss.BprMax;
import org.gru4j.loss.Huber;
import org.gru4j.loss.ItemSampler;
import org.gru4j.loss.Loss;
import org.gru4j.loss.MeanAbsoluteError;
import org.gru4j.loss.MeanSquaredError;
import org.gru4j.loss.QuantileLoss;
import org.gru4j.loss.SampledLoss;
import org.gru4j.loss.SampledSoftmax;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loss finds in the gradient that it is to write. */
class LossGradientTest {
    private static final int T = 6;
    private static final int N = 4;
    private static final int STEPS = 20;

    private final ReferenceBackend backend = new ReferenceBackend();

    /** The squared error; writes the gradient where a step is scored, and leaves the rest as it is. */
    private static double sparse(Tensor output, Batch batch, Tensor dOutput) {
        double sum = 0;
        float[] slope = new float[1];
        for (int t = 0; t < batch.targetSteps(); t++) {
            for (int n = 0; n < batch.size(); n++) {
                int at = t * batch.size() + n;
                if (batch.isScored(t, n)) {
                    double error = output.get(at) - batch.targetValues()[at];
                    sum += error * error;
                    if (dOutput != null) {
                        slope[0] = (float) (2 * error / batch.scoredElements());
                        dOutput.write(at, slope, 0, 1);
                    }
                }
            }
        }
        return sum / batch.scoredElements();
    }

    /** Trains on batches of which every other one has missing targets; returns the parameters. */
    private float[] train(Loss loss, int replicas, int accumulated) {
        Batch batch = Batch.ofFeatures(T, N, 3).withValuesPerStep(1);
        Dataset data = new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return STEPS * accumulated;
            }

            @Override
            public Batch batch(int epoch, int index) {
                for (int i = 0; i < batch.features().length; i++) {
                    batch.features()[i] = (float) Math.sin(index * 31 + i);
                }
                for (int i = 0; i < T * N; i++) {
                    batch.targetValues()[i] = index % 2 == 1 && i < T * N / 2 ? Float.NaN : batch.features()[i * 3];
                }
                return batch;
            }
        };
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 8)), LayerSpec.dense(8, 1));
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer trainer = Trainer.builder(model, data, loss)
                        .accumulate(accumulated)
                        .replicas(replicas, () -> loss)
                        .build()) {
            trainer.fit(new Budget.Epochs(1), (t, value) -> {});
            return model.parameters().values().toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void isZerosInEachStep(int accumulated) {
        Loss sparse = LossGradientTest::sparse;
        Loss careful = (output, batch, dOutput) -> {
            if (dOutput != null) {
                dOutput.fill(0);
            }
            return sparse(output, batch, dOutput);
        };
        assertArrayEquals(train(careful, 1, accumulated), train(sparse, 1, accumulated));
        assertArrayEquals(train(careful, 2, accumulated), train(sparse, 2, accumulated));
    }

    @Test
    void aTensorThatALossKeepsStaysClosed() {
        List<Tensor> kept = new ArrayList<>();
        train(
                (output, batch, dOutput) -> {
                    kept.add(output);
                    if (dOutput != null) {
                        kept.add(dOutput);
                    }
                    return sparse(output, batch, dOutput);
                },
                1,
                1);
        assertEquals(2 * STEPS, kept.size());
        assertTrue(kept.stream().noneMatch(Tensor::isOpen));
        assertEquals(
                2 * STEPS,
                kept.stream().map(System::identityHashCode).distinct().count());
    }

    /** Those of the library say that they overwrite all of it, and do, whatever it held. */
    @Test
    void theLibrarysLossesOverwriteAllOfIt() {
        ItemSampler sampler = new ItemSampler(new long[] {3, 2, 1}, 1);
        Batch classes = Batch.ofIds(T, N).withClassPerStep();
        Batch values = Batch.ofFeatures(T, N, 1).withValuesPerStep(3);
        for (int k = 0; k < T * N; k++) {
            classes.targets()[k] = k % 4 - 1;
            for (int j = 0; j < 3; j++) {
                values.targetValues()[k * 3 + j] = k % 5 == 0 || (k + j) % 7 == 0 ? Float.NaN : (k + j) % 2;
            }
        }
        List<Loss> losses = List.of(
                new SoftmaxCrossEntropy(),
                new SoftmaxCrossEntropy(0.1),
                new MeanSquaredError(),
                new MeanAbsoluteError(),
                new Huber(0.5),
                new QuantileLoss(0.5),
                new BinaryCrossEntropy(),
                new SampledSoftmax(sampler, 2),
                new BprMax(sampler, 2, 0.1));
        for (Loss loss : losses) {
            Batch batch = loss instanceof SoftmaxCrossEntropy || loss instanceof SampledLoss ? classes : values;
            for (int[] lengths : new int[][] {null, {T, 0, 2, T}}) {
                assertOverwrites(loss, batch.lengths(lengths), 3);
                if (loss instanceof SampledLoss sampled) {
                    assertOverwrites(loss, batch, sampled.draw(batch, 1, 1).length);
                }
            }
        }
    }

    private void assertOverwrites(Loss loss, Batch batch, int width) {
        assertTrue(loss.overwritesGradient());
        try (Scope scope = new Scope(backend)) {
            Tensor output = Numbers.random(scope, "output", T, N, width);
            Tensor dOutput = scope.allocate("dOutput", T, N, width).fill(Float.NaN);
            loss.compute(output, batch, dOutput);
            for (float element : dOutput.toArray()) {
                assertFalse(Float.isNaN(element), loss.getClass().getSimpleName());
            }
        }
    }
}
