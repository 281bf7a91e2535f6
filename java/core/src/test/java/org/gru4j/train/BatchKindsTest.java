package org.gru4j.train;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on features, on one class a sequence, and with rows that begin anew one by one. */
class BatchKindsTest {
    private final ReferenceBackend backend = new ReferenceBackend();

    private static Dataset repeating(Batch batch) {
        return new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return 1;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return batch;
            }
        };
    }

    static List<LayerSpec> singleSteps() {
        return List.of(LayerSpec.pooling(8), LayerSpec.finalStates(8, Direction.BIDIRECTIONAL));
    }

    /** Which of two features was on at the first step, told after up to six. */
    @ParameterizedTest
    @MethodSource("singleSteps")
    void aBidirectionalModelLearnsAClassOfEachSequence(LayerSpec singleStep) {
        GruSpec gru = GruSpec.builder(2, 4).direction(Direction.BIDIRECTIONAL).build();
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(gru), singleStep, LayerSpec.dense(8, 2));
        Batch batch = Batch.ofFeatures(6, 8, 2).withClassPerSequence().lengths(new int[] {6, 5, 4, 3, 2, 1, 6, 5});
        for (int n = 0; n < 8; n++) {
            batch.targets()[n] = n % 2;
            batch.features()[n * 2 + n % 2] = 1;
        }
        Dataset data = repeating(batch);
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer trainer =
                        Trainer.builder(model, data, new SoftmaxCrossEntropy()).build()) {
            for (int k = 0; k < 300; k++) {
                trainer.step(batch, 0.02);
            }
            Evaluation evaluation = Evaluation.of(model, data, new SoftmaxCrossEntropy());
            assertEquals(8, evaluation.scoredSteps());
            assertTrue(evaluation.loss() < 0.05, "loss " + evaluation.loss() + ", log 2 for who knows nothing");
        }
    }

    @Test
    void aModelOfFeaturesRefusesIdsAndTheOtherWayRound() {
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.dense(2, 2)), backend, 1);
                Trainer trainer = Trainer.builder(model, repeating(Batch.ofIds(1, 1)), new SoftmaxCrossEntropy())
                        .build()) {
            assertSays(
                    IllegalStateException.class,
                    "the model has no embedding: it reads tensors, not token ids",
                    () -> trainer.step(Batch.ofIds(1, 1).withClassPerStep(), 0.1));
        }
    }

    /** The state of the row that begins anew is as after a batch that nothing came before, that of the other is not. */
    @Test
    void aRowThatDoesNotContinueStartsFromZeroAndTheOthersGoOn() {
        ModelSpec spec =
                ModelSpec.of(LayerSpec.gru(GruSpec.builder(2, 3).numLayers(2).build()), LayerSpec.dense(3, 2));
        Batch batch = Batch.ofFeatures(4, 2, 2).withClassPerStep();
        System.arraycopy(Numbers.floats(1, 16), 0, batch.features(), 0, 16);
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer trainer = Trainer.builder(model, repeating(batch), new SoftmaxCrossEntropy())
                        .build()) {
            trainer.step(batch, 0);
            float[] first = trainer.state().of(0).toArray();
            trainer.step(batch.continued(0, false).continued(1, true), 0);
            Tensor state = trainer.state().of(0);
            for (int l = 0; l < 2; l++) {
                int at = l * 6;
                float[] second = state.toArray();
                assertArrayEquals(Arrays.copyOfRange(first, at, at + 3), Arrays.copyOfRange(second, at, at + 3));
                for (int j = at + 3; j < at + 6; j++) {
                    assertNotEquals(first[j], second[j]);
                }
            }
        }
    }

    @Test
    void aRowOfStatesThatIsNotThereIsNamed() {
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(GruSpec.of(2, 3))), backend, 1);
                var state = model.newState(2)) {
            assertSays(
                    IndexOutOfBoundsException.class, "row of states: expected 0 to 1 but got 2", () -> state.reset(2));
        }
    }
}
