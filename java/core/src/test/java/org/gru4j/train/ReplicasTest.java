package org.gru4j.train;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps over several batches, and by several replicas, against those of one batch and one model. */
class ReplicasTest {
    private static final int V = 4;
    /** A gradient is a sum of at most T·N = 35 terms of at most 1, grouped in another way and scaled. */
    private static final double ROUNDING = 4 * 35 * Numbers.FLOAT_EPSILON;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final ModelSpec spec = ModelSpec.of(
            LayerSpec.embedding(V, 6),
            LayerSpec.gru(GruSpec.builder(6, 8).numLayers(2).build()),
            LayerSpec.dense(8, V));
    /** Ragged at its end, of 5 rows. */
    private final TokenStreams data = TokenStreams.forScoring(Numbers.ids(1, 100, V), 5, 7);

    private static TrainerBuilder alone(TrainerBuilder builder) {
        return builder;
    }

    private static UnaryOperator<TrainerBuilder> replicas(int count) {
        return builder -> builder.replicas(count, SoftmaxCrossEntropy::new);
    }

    /** What is left of two epochs of plain gradient descent: parameters, losses and carried states. */
    private float[][] train(ModelSpec model, Dataset on, UnaryOperator<TrainerBuilder> settings) {
        try (Sequential trained = new Sequential(model, backend, 1);
                Trainer trainer = settings.apply(Trainer.builder(trained, on, new SoftmaxCrossEntropy())
                                .optimizer(new OptimizerSpec.Sgd(0))
                                .seed(3))
                        .build()) {
            float[] losses = new float[100];
            trainer.fit(new Budget.Epochs(2), (t, loss) -> losses[(int) t.steps()] = (float) loss);
            return new float[][] {
                trained.parameters().values().toArray(),
                losses,
                trainer.state().of(0).toArray()
            };
        }
    }

    /** A rate of 1e-3: what a gradient is off moves a parameter a thousandth of it, at each of the steps. */
    private static void assertClose(float[][] expected, float[][] actual) {
        for (int k = 0; k < expected.length; k++) {
            for (int j = 0; j < expected[k].length; j++) {
                assertEquals(expected[k][j], actual[k][j], ROUNDING);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void replicasTrainAsOneModelDoes(int count) {
        assertClose(train(spec, data, ReplicasTest::alone), train(spec, data, replicas(count)));
        ModelSpec masked = ModelSpec.of(
                LayerSpec.embedding(V, 6),
                LayerSpec.gru(GruSpec.builder(6, 8)
                        .numLayers(2)
                        .dropout(0.2)
                        .recurrentDropout(0.3)
                        .zoneout(0.1)
                        .build()),
                LayerSpec.dropout(8, 0.1),
                LayerSpec.dense(8, V));
        assertClose(train(masked, data, ReplicasTest::alone), train(masked, data, replicas(count)));
    }

    @Test
    void theSameNumberOfReplicasGivesTheSameBits() {
        ModelSpec masked = ModelSpec.of(
                LayerSpec.embedding(V, 6),
                LayerSpec.gru(GruSpec.builder(6, 8).recurrentDropout(0.3).build()),
                LayerSpec.dense(8, V));
        float[][] first = train(masked, data, replicas(3));
        for (int k = 0; k < 5; k++) {
            float[][] again = train(masked, data, replicas(3));
            for (int j = 0; j < first.length; j++) {
                assertArrayEquals(first[j], again[j]);
            }
        }
    }

    /** Two batches of the same rows one after the other, and one batch of both, side by side. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void accumulatedBatchesAreOneBatchOfAllTheirRows(int count) {
        int[] lengths = {7, 2, 0, 5};
        Batch whole = batch(4, 0, lengths);
        Dataset halves = dataset(2, index -> batch(2, 2 * index, lengths));
        try (Sequential one = new Sequential(spec, backend, 1);
                Sequential two = new Sequential(spec, backend, 1);
                Trainer first = Trainer.builder(one, dataset(1, index -> whole), new SoftmaxCrossEntropy())
                        .build();
                Trainer second = replicas(count)
                        .apply(Trainer.builder(two, halves, new SoftmaxCrossEntropy()))
                        .accumulate(2)
                        .build()) {
            double[] losses = new double[2];
            first.fit(new Budget.Epochs(1), (t, loss) -> losses[0] = loss);
            second.fit(new Budget.Epochs(1), (t, loss) -> losses[1] = loss);
            assertEquals(1, second.steps());
            assertEquals(losses[0], losses[1], 4 * Math.ulp(losses[0]));
            float[] expected = one.parameters().gradients().toArray();
            float[] actual = two.parameters().gradients().toArray();
            for (int k = 0; k < expected.length; k++) {
                assertEquals(expected[k], actual[k], ROUNDING);
            }
        }
    }

    private static Batch batch(int rows, int from, int[] lengths) {
        Batch batch = Batch.ofIds(7, rows).withClassPerStep();
        int[] own = new int[rows];
        for (int n = 0; n < rows; n++) {
            own[n] = lengths[from + n];
            int[] ids = Numbers.ids(from + n, 8, V);
            for (int t = 0; t < 7; t++) {
                batch.ids()[t * rows + n] = ids[t];
                batch.targets()[t * rows + n] = ids[t + 1];
            }
        }
        return batch.lengths(own);
    }

    private static Dataset dataset(int count, IntFunction<Batch> batches) {
        return new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return count;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return batches.apply(index);
            }
        };
    }

    @Test
    void theLastStepOfAnEpochMayHaveFewerBatches() {
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer trainer = Trainer.builder(model, data, new SoftmaxCrossEntropy())
                        .accumulate(2)
                        .build()) {
            assertEquals(3, data.batchesPerEpoch());
            trainer.fit(new Budget.Epochs(2), (t, loss) -> {});
            assertEquals(4, trainer.steps());
            assertEquals(2, trainer.epoch());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void anErrorInAReplicaIsTheStepsAndTheNextStepWorks(int bad) {
        Batch wrong = batch(5, 0, new int[] {7, 7, 7, 7, 7});
        wrong.ids()[bad - 1] = V;
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer trainer = replicas(5)
                        .apply(Trainer.builder(model, data, new SoftmaxCrossEntropy()))
                        .build()) {
            assertSays(
                    IllegalArgumentException.class,
                    "embedding: ids[t=0, n=0]: expected 0 to 3 but got 4",
                    () -> trainer.step(wrong, 0.1));
            assertEquals(0, trainer.steps());
            trainer.step(data.batch(0, 0), 0.1);
            assertEquals(1, trainer.steps());
        }
    }

    @Test
    void settingsArePositive() {
        try (Sequential model = new Sequential(spec, backend, 1)) {
            TrainerBuilder builder = Trainer.builder(model, data, new SoftmaxCrossEntropy());
            assertSays(
                    IllegalArgumentException.class,
                    "replicas: expected a positive number but got 0",
                    () -> builder.replicas(0, SoftmaxCrossEntropy::new));
            assertSays(
                    IllegalArgumentException.class,
                    "accumulated batches: expected a positive number but got 0",
                    () -> builder.accumulate(0));
        }
    }
}
