package org.gru4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.loss.Loss;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of what is drawn ({@link org.gru4j.random.CounterRandom}), seen in the outputs of models. */
class MaskRuleTest {
    private static final int T = 3;
    private static final int N = 5;
    private static final int I = 64;
    private static final ModelSpec DROPOUT = ModelSpec.of(LayerSpec.embedding(1, I), LayerSpec.dropout(I, 0.5));

    private final ReferenceBackend backend = new ReferenceBackend();

    /** Keeps the outputs that it sees; its gradient is zero. */
    private static final class Recorder implements Loss {
        private final List<float[]> outputs = new ArrayList<>();
        private double value;

        @Override
        public double compute(Tensor output, Batch batch, Tensor dOutput) {
            outputs.add(output.toArray());
            return value;
        }

        @Override
        public int count(Batch batch) {
            return 1;
        }
    }

    /** Of parameters that are all 1/2. */
    private Sequential model(ModelSpec spec) {
        Sequential model = new Sequential(spec, backend, 1);
        model.parameters().update((values, gradients) -> values.fill(0.5f));
        return model;
    }

    private static Batch batch() {
        return Batch.ofIds(T, N).withClassPerStep();
    }

    private static Dataset batches(int count) {
        return new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return count;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return MaskRuleTest.batch();
            }
        };
    }

    private static Trainer trainer(Sequential model, Loss loss, UnaryOperator<TrainerBuilder> settings) {
        return settings.apply(Trainer.builder(model, batches(2), loss).seed(3)).build();
    }

    private static void assertAllDiffer(List<float[]> masks) {
        for (int a = 0; a < masks.size(); a++) {
            for (int b = 0; b < a; b++) {
                assertFalse(Arrays.equals(masks.get(a), masks.get(b)), "masks " + b + " and " + a + " are the same");
            }
        }
    }

    @Test
    void accumulatedBatchesHaveMasksOfTheirOwn() {
        Recorder loss = new Recorder();
        try (Sequential model = model(DROPOUT);
                Trainer trainer = trainer(model, loss, builder -> builder.accumulate(2))) {
            trainer.fit(new Budget.Epochs(2), (t, value) -> {});
            assertEquals(2, trainer.steps());
        }
        assertEquals(4, loss.outputs.size());
        assertAllDiffer(loss.outputs);
    }

    @Test
    void aStepThatFailedIsNotTriedAgainWithItsMasks() {
        Recorder loss = new Recorder();
        try (Sequential model = model(DROPOUT);
                Trainer trainer = trainer(model, loss, builder -> builder)) {
            trainer.step(batch(), 0.1);
            loss.value = Double.NaN;
            assertEquals(
                    "training diverged at step 2: the loss is NaN; a lower learning rate may help",
                    assertThrows(TrainingDivergedException.class, () -> trainer.step(batch(), 0.1))
                            .getMessage());
            assertThrows(TrainingDivergedException.class, () -> trainer.step(batch(), 0.1));
            loss.value = 0;
            trainer.step(batch(), 0.1);
            assertEquals(2, trainer.steps());
            assertEquals(4, trainer.stepsBegun());
        }
        assertEquals(4, loss.outputs.size());
        assertAllDiffer(loss.outputs);
    }

    @Test
    void anOptimizerThatIsSetBackRepeatsNoMask() {
        Recorder loss = new Recorder();
        try (Sequential model = model(DROPOUT);
                Trainer trainer = trainer(model, loss, builder -> builder)) {
            trainer.step(batch(), 0.1);
            trainer.optimizer().resumeAt(0);
            trainer.step(batch(), 0.1);
        }
        assertAllDiffer(loss.outputs);
    }

    /** As builds did that had no count of steps begun. */
    @Test
    void withoutFailuresTheCountIsTheOptimizers() {
        try (Sequential model = model(DROPOUT);
                Trainer trainer = trainer(model, new Recorder(), builder -> builder.accumulate(2))) {
            trainer.fit(new Budget.Epochs(3), (t, value) -> assertEquals(t.steps(), t.stepsBegun()));
            trainer.resumeAt(new Trainer.Position(0, 1, 7, 0, 0, 3), 0);
            assertEquals(7, trainer.stepsBegun());
        }
    }

    /** Each row of a replica has the mask that it has in one model. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void replicasHaveTheMasksOfOneModel(int count) {
        Recorder alone = new Recorder();
        try (Sequential model = model(DROPOUT);
                Trainer trainer = trainer(model, alone, builder -> builder.accumulate(2))) {
            trainer.fit(new Budget.Epochs(1), (t, value) -> {});
        }
        List<Recorder> losses = new ArrayList<>(List.of(new Recorder()));
        try (Sequential model = model(DROPOUT);
                Trainer trainer = trainer(
                        model,
                        losses.get(0),
                        builder -> builder.accumulate(2).replicas(count, () -> {
                            losses.add(new Recorder());
                            return losses.get(losses.size() - 1);
                        }))) {
            trainer.fit(new Budget.Epochs(1), (t, value) -> {});
        }
        for (int b = 0; b < 2; b++) {
            float[] whole = alone.outputs.get(b);
            float[] parts = new float[whole.length];
            for (int r = 0, row = 0; r < count; r++) {
                float[] part = losses.get(r).outputs.get(b);
                int width = part.length / T;
                for (int t = 0; t < T; t++) {
                    System.arraycopy(part, t * width, parts, (t * N + row) * I, width);
                }
                row += width / I;
            }
            assertArrayEquals(whole, parts);
        }
    }

    private float[] output(Pass pass, Sequential model) {
        return model.forward(pass, new int[T * N], T, N, null).toArray();
    }

    private float[] output(ModelSpec spec) {
        try (Sequential model = model(spec);
                Pass pass = Pass.training(backend)) {
            pass.begin(null, 3, 1);
            return output(pass, model);
        }
    }

    /** Two equal masks are nonzero in half of their places, two of their own in a quarter. */
    @Test
    void layersHaveMasksOfTheirOwn() {
        float[] both =
                output(ModelSpec.of(LayerSpec.embedding(1, I), LayerSpec.dropout(I, 0.5), LayerSpec.dropout(I, 0.5)));
        int nonzero = 0;
        for (float value : both) {
            nonzero += value == 0 ? 0 : 1;
        }
        assertEquals(0.25, nonzero / (double) both.length, 5 * Math.sqrt(0.25 * 0.75 / both.length));
    }

    /** In a single step the directions, whose parameters are the same, differ in nothing but their masks. */
    @Test
    void directionsHaveMasksOfTheirOwn() {
        for (GruSpec spec : List.of(
                GruSpec.builder(I, I)
                        .direction(Direction.BIDIRECTIONAL)
                        .zoneout(0.5)
                        .build(),
                GruSpec.builder(I, I)
                        .direction(Direction.BIDIRECTIONAL)
                        .numLayers(2)
                        .zoneout(0.5)
                        .build())) {
            try (Sequential model = model(ModelSpec.of(LayerSpec.embedding(1, I), LayerSpec.gru(spec)));
                    Pass pass = Pass.training(backend)) {
                pass.begin(null, 3, 1);
                float[] y = model.forward(pass, new int[1], 1, 1, null).toArray();
                assertFalse(Arrays.equals(Arrays.copyOf(y, I), Arrays.copyOfRange(y, I, 2 * I)));
            }
        }
    }

    /** They are numbered in the order in which they first draw something, not in which they were made. */
    @Test
    void modelsOfAStepHaveMasksOfTheirOwn() {
        try (Sequential made = model(DROPOUT);
                Sequential later = model(DROPOUT);
                Pass pass = Pass.training(backend)) {
            pass.begin(null, 3, 1);
            float[] first = output(pass, made);
            float[] second = output(pass, later);
            pass.end();
            assertAllDiffer(List.of(first, second));
            pass.begin(null, 3, 1);
            assertArrayEquals(first, output(pass, later));
            assertArrayEquals(second, output(pass, made));
            pass.end();
        }
    }
}
