package org.gru4j.train;

import static org.gru4j.testing.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.loss.MeanSquaredError;
import org.gru4j.loss.OutputLoss;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Node;
import org.gru4j.model.Sequential;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of models that are no chain. */
class GraphTrainingTest {
    private static final int N = 6;
    private static final int T = 5;
    private static final int[] LENGTHS = {5, 2, 4, 1, 5, 3};
    private static final ModelSpec TWO_HEADS = ModelSpec.graph(g -> {
        Node x = g.features("x", 3);
        Node below = x.gru(8).add(x.dense(8)).layerNorm();
        Node kind = g.featuresPerSequence("kind", 2);
        g.output("class", below.concat(kind.repeatedOver(below)).dense(4));
        g.output("value", below.attentionPooling(4).dense(2));
    });

    private final Backend backend = new ReferenceBackend();

    @TempDir
    private Path directory;

    private static Batch batch(int index) {
        Batch x = Batch.ofFeatures(T, N, 3).lengths(LENGTHS);
        fill(x.features(), 10 * index);
        Batch kind = Batch.ofFeatures(1, N, 2);
        fill(kind.features(), 10 * index + 1);
        Batch classes = Batch.ofParts(T, N).withClassPerStep().lengths(LENGTHS);
        for (int k = 0; k < T * N; k++) {
            classes.targets()[k] = (x.features()[3 * k] > 0 ? 1 : 0) + (kind.features()[2 * (k % N)] > 0 ? 2 : 0);
        }
        Batch values = Batch.ofParts(1, N).withValuesPerSequence(2);
        fill(values.targetValues(), 10 * index + 2);
        return Batch.ofParts(T, N)
                .withInput("x", x)
                .withInput("kind", kind)
                .withTarget("class", classes)
                .withTarget("value", values);
    }

    private static void fill(float[] array, int seed) {
        System.arraycopy(Numbers.floats(seed, array.length), 0, array, 0, array.length);
    }

    private static final Dataset DATA = new Dataset() {
        @Override
        public int batchesPerEpoch() {
            return 4;
        }

        @Override
        public Batch batch(int epoch, int index) {
            return GraphTrainingTest.batch(index);
        }
    };

    private static List<OutputLoss> losses() {
        return List.of(
                new OutputLoss("class", new SoftmaxCrossEntropy()),
                new OutputLoss("value", new MeanSquaredError(), 0.5));
    }

    private Sequential model() {
        return new Sequential(TWO_HEADS, backend, 1);
    }

    @Test
    void bothLossesGetBetter() {
        try (Sequential model = model();
                Trainer trainer = Trainer.builder(model, DATA, losses()).build()) {
            double before = Evaluation.of(model, DATA, losses()).loss();
            double classesBefore =
                    Evaluation.of(model, DATA, losses().subList(0, 1)).loss();
            trainer.fit(new Budget.Epochs(50), (t, loss) -> {});
            assertTrue(Evaluation.of(model, DATA, losses()).loss() < 0.7 * before);
            assertTrue(Evaluation.of(model, DATA, losses().subList(0, 1)).loss() < 0.7 * classesBefore);
        }
    }

    private float[] trained(int replicas, int accumulated) {
        try (Sequential model = model();
                Trainer trainer = Trainer.builder(model, DATA, losses())
                        .replicasOfLosses(replicas, GraphTrainingTest::losses)
                        .accumulate(accumulated)
                        .build()) {
            trainer.fit(new Budget.Epochs(1), (t, loss) -> {});
            return model.parameters().values().toArray();
        }
    }

    @Test
    void replicasLearnWhatOneModelDoes() {
        assertArrayEquals(trained(1, 1), trained(2, 1), 1e-4f);
        assertArrayEquals(trained(1, 2), trained(3, 2), 1e-4f);
    }

    @Test
    void aCheckpointGoesOnBitForBit() throws IOException {
        Path file = directory.resolve("model.safetensors");
        float[] expected;
        try (Sequential model = model();
                Trainer trainer = Trainer.builder(model, DATA, losses()).build()) {
            trainer.fit(new Budget.Epochs(1), (t, loss) -> {});
            Checkpoint.save(file, trainer, Map.of());
            trainer.fit(new Budget.Epochs(3), (t, loss) -> {});
            expected = model.parameters().values().toArray();
        }
        Checkpoint checkpoint = Checkpoint.load(file);
        assertEquals(TWO_HEADS, checkpoint.model());
        try (Sequential model = checkpoint.createModel(backend);
                Trainer trainer = Trainer.builder(model, DATA, losses()).build()) {
            checkpoint.restore(trainer);
            trainer.fit(new Budget.Epochs(3), (t, loss) -> {});
            assertArrayEquals(expected, model.parameters().values().toArray());
        }
    }

    @Test
    void aCheckpointOfAnotherGraphIsRefused() {
        Path file = directory.resolve("model.safetensors");
        try (Sequential model = model();
                Trainer trainer = Trainer.builder(model, DATA, losses()).build()) {
            Checkpoint.save(file, trainer, Map.of());
        }
        ModelSpec other = ModelSpec.graph(g -> {
            Node x = g.features("x", 3);
            g.output("class", x.gru(9).dense(4));
        });
        try (Sequential model = new Sequential(other, backend, 1);
                Trainer trainer = Trainer.builder(
                                model, DATA, List.of(new OutputLoss("class", new SoftmaxCrossEntropy())))
                        .build()) {
            assertMentions(
                    IllegalArgumentException.class, () -> Checkpoint.load(file).restore(trainer), "model");
        }
    }

    @Test
    void lossesThatDoNotFitAreNamed() {
        try (Sequential model = model()) {
            assertMentions(
                    IllegalArgumentException.class,
                    () -> Trainer.builder(model, DATA, List.of(new OutputLoss("other", new MeanSquaredError()))),
                    "loss of output 'other': the model has no such output, only [class, value]");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> Trainer.builder(model, DATA, List.of()),
                    "losses: expected at least one");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> new OutputLoss("value", new MeanSquaredError(), -1),
                    "weight of output 'value'");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> Trainer.builder(model, DATA, List.of(losses().get(0), losses().get(0))),
                    "expected one for each output but got [class, class]");
        }
    }
}
