package org.gru4j.train;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.GradientNoise;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final int V = 4;
    private static final Loss LOSS = new SoftmaxCrossEntropy();
    private static final Trainer.Listener NOBODY = (trainer, loss) -> {};

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential model = model(GruSpec.of(6, 8));
    /** Nine batches an epoch. */
    private final TokenStreams data = TokenStreams.forTraining(Numbers.ids(1, 200, V), 3, 7);

    private final Trainer trainer =
            Trainer.builder(model, data, LOSS).schedule(Schedule.constant(0.01)).build();

    @AfterEach
    void close() {
        trainer.close();
        model.close();
    }

    private Sequential model(GruSpec gru) {
        return new Sequential(
                ModelSpec.of(LayerSpec.embedding(V, 6), LayerSpec.gru(gru), LayerSpec.dense(gru.outputSize(), V)),
                backend,
                1);
    }

    private float[] values() {
        return model.parameters().values().toArray();
    }

    /** 0 1 0 2 0 3, again and again: what follows a 0 depends on what came before it. */
    @ParameterizedTest
    @EnumSource
    void learnsARepeatingSequence(ResetGate gate) {
        int[] pattern = {0, 1, 0, 2, 0, 3};
        int[] tokens = new int[1000];
        Arrays.setAll(tokens, k -> pattern[k % pattern.length]);
        try (Sequential learner = model(GruSpec.builder(6, 8).resetGate(gate).build());
                Trainer teacher = Trainer.builder(learner, TokenStreams.forTraining(tokens, 4, 16), LOSS)
                        .schedule(Schedule.cosine(0.03, 0.1))
                        .build()) {
            teacher.fit(new Budget.Epochs(15), NOBODY);
            double loss = Evaluation.of(learner, TokenStreams.forScoring(tokens, 1, 50), LOSS)
                    .loss();
            // who knows how frequent tokens are pays 1.24 nats, who knows what follows which 0.55
            assertTrue(loss < 0.05, "loss " + loss);
        }
    }

    @Test
    void aLossThatIsNoNumberStopsBeforeTheParametersChange() {
        trainer.step(data.batch(0, 0), 0.01);
        model.parameters().set("dense.b", Float.NaN, 0, 0, 0);
        float[] before = values();
        float[] momentBefore = trainer.optimizer().state().get("m").toArray();
        assertSays(
                TrainingDivergedException.class,
                "training diverged at step 2: the loss is NaN; a lower learning rate may help",
                () -> trainer.step(data.batch(0, 1), 0.01));
        assertArrayEquals(before, values());
        assertArrayEquals(momentBefore, trainer.optimizer().state().get("m").toArray());
        assertEquals(1, trainer.steps());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aGradientThatIsNotFiniteStopsBeforeTheParametersChange(float bad) {
        Loss broken = (output, batch, dOutput) -> {
            dOutput.fill(bad);
            return 1;
        };
        float[] before = values();
        try (Trainer diverging = Trainer.builder(model, data, broken).build()) {
            assertMentions(
                    TrainingDivergedException.class,
                    () -> diverging.step(data.batch(0, 0), 0.01),
                    "training diverged at step 1: the gradient norm is ");
        }
        assertArrayEquals(before, values());
    }

    @Test
    void fitStopsAtTheStepThatDiverges() {
        List<Double> losses = new ArrayList<>();
        assertThrows(
                TrainingDivergedException.class,
                () -> trainer.fit(new Budget.Epochs(5), (t, loss) -> {
                    losses.add(loss);
                    if (losses.size() == 3) {
                        model.parameters().set("dense.b", 0, Float.POSITIVE_INFINITY, 0, 0);
                    }
                }));
        assertEquals(3, losses.size());
        assertEquals(3, trainer.nextBatch());
    }

    @Test
    void aTrainerGoesOnAfterAnError() {
        Batch wrong = Batch.ofIds(7, 3).withClassPerStep();
        wrong.ids()[5] = V;
        assertThrows(IllegalArgumentException.class, () -> trainer.step(wrong, 0.01));
        assertTrue(Double.isFinite(trainer.step(data.batch(0, 0), 0.01)));
    }

    @Test
    void aBatchThatContinuesStartsFromTheStateThatTheOneBeforeLeft() {
        double fromZero = trainer.step(data.batch(0, 0), 0);
        double fromState = trainer.step(data.batch(0, 0).continued(true), 0);
        assertNotEquals(fromZero, fromState);
    }

    @Test
    void aBatchThatDoesNotContinueStartsFromZero() {
        double first = trainer.step(data.batch(0, 0), 0);
        trainer.step(data.batch(0, 1), 0);
        assertEquals(first, trainer.step(data.batch(0, 0), 0));
    }

    @Test
    void aBatchOfAnotherSizeStartsFromZero() {
        Batch wide = TokenStreams.forTraining(Numbers.ids(1, 200, V), 5, 7).batch(0, 0);
        double first = trainer.step(wide, 0);
        trainer.step(data.batch(0, 0), 0);
        assertEquals(first, trainer.step(wide.continued(true), 0));
    }

    @Test
    void aRateOfZeroChangesNothing() {
        float[] before = values();
        trainer.step(data.batch(0, 0), 0);
        assertArrayEquals(before, values());
    }

    @Test
    void oneStepIsThePlainStepAlongTheClippedGradient() {
        double maxNorm = 0.01;
        try (Trainer sgd = Trainer.builder(model, data, LOSS)
                .optimizer(new OptimizerSpec.Sgd(0))
                .clipNorm(maxNorm)
                .build()) {
            float[] before = values();
            sgd.step(data.batch(0, 0), 1);
            float[] after = values();
            double moved = 0;
            for (int k = 0; k < before.length; k++) {
                moved += Math.pow((double) after[k] - before[k], 2);
            }
            // each of the parameters is rounded by at most ε ÷ 2 · 4
            assertEquals(maxNorm, Math.sqrt(moved), 2 * Numbers.FLOAT_EPSILON * Math.sqrt(before.length));
        }
    }

    @Test
    void gradientsDoNotAccumulateOverSteps() {
        trainer.step(data.batch(0, 0), 0);
        float[] first = model.parameters().gradients().toArray();
        trainer.step(data.batch(0, 0), 0);
        assertArrayEquals(first, model.parameters().gradients().toArray());
    }

    @Test
    void theSameSeedTrainsToTheSameBits() {
        trainer.fit(new Budget.Epochs(2), NOBODY);
        try (Sequential again = model(GruSpec.of(6, 8));
                Trainer same = Trainer.builder(again, data, LOSS)
                        .schedule(Schedule.constant(0.01))
                        .build()) {
            same.fit(new Budget.Epochs(2), NOBODY);
            assertArrayEquals(values(), again.parameters().values().toArray());
        }
    }

    @Test
    void epochsAreCountedAndTheListenerToldOfEveryStep() {
        List<Long> steps = new ArrayList<>();
        trainer.fit(new Budget.Epochs(2), (t, loss) -> steps.add(t.steps()));
        assertEquals(18, steps.size());
        assertEquals(18, steps.get(17));
        assertEquals(2, trainer.epoch());
        assertEquals(0, trainer.nextBatch());
        assertEquals(18 * 21, trainer.tokens());
    }

    @Test
    void aBudgetThatIsSpentTrainsNoMore() {
        trainer.fit(new Budget.Epochs(1), NOBODY);
        trainer.fit(new Budget.Epochs(1), NOBODY);
        assertEquals(9, trainer.steps());
        trainer.fit(new Budget.Epochs(2), NOBODY);
        assertEquals(18, trainer.steps());
    }

    @Test
    void secondsEndWhenTheyAreOver() {
        trainer.fit(new Budget.Seconds(0.05), NOBODY);
        assertTrue(trainer.seconds() >= 0.05, trainer.seconds() + " s");
        long steps = trainer.steps();
        trainer.fit(new Budget.Seconds(0.05), NOBODY);
        assertEquals(steps, trainer.steps(), "nothing was left of the budget");
    }

    @Test
    void theScheduleSeesTheProgressOfTheBudget() {
        Schedule cosine = Schedule.cosine(0.01, 0.2);
        List<Double> rates = new ArrayList<>();
        try (Trainer watched =
                Trainer.builder(model, data, LOSS).schedule(cosine).build()) {
            watched.fit(
                    new Budget.Epochs(2), (t, loss) -> rates.add(t.optimizer().learningRate()));
        }
        for (int k = 0; k < 18; k++) {
            assertEquals(cosine.rate(k / 18.0), rates.get(k), 1e-15);
        }
    }

    @Test
    void theScheduleSeesValidationsAndCanBeResumed() {
        Schedule plateau = new Schedule.Plateau(0.01, 0.5, 0, 0, 0);
        try (Trainer first =
                        Trainer.builder(model, data, LOSS).schedule(plateau).build();
                Trainer second =
                        Trainer.builder(model, data, LOSS).schedule(plateau).build()) {
            first.validated(2);
            first.validated(3);
            first.fit(new Budget.Epochs(1), NOBODY);
            assertEquals(0.005, first.optimizer().learningRate());
            second.resumeSchedule(first.scheduleState());
            second.validated(2.5);
            second.fit(new Budget.Epochs(1), NOBODY);
            assertEquals(0.0025, second.optimizer().learningRate());
        }
    }

    @Test
    void noiseMovesTheParametersAsItsSeedSays() {
        float[] first = afterOneStep(0.3, 1);
        assertArrayEquals(first, afterOneStep(0.3, 1));
        assertFalse(Arrays.equals(first, afterOneStep(0.3, 2)));
        assertFalse(Arrays.equals(first, afterOneStep(0, 1)));
    }

    private float[] afterOneStep(double noiseEta, long seed) {
        try (Sequential fresh = new Sequential(model.spec(), backend, 1);
                Trainer noisy = Trainer.builder(fresh, data, LOSS)
                        .optimizer(new OptimizerSpec.Sgd(0))
                        .gradientNoise(noiseEta, GradientNoise.GAMMA)
                        .seed(seed)
                        .build()) {
            noisy.step(data.batch(0, 0), 1);
            return fresh.parameters().values().toArray();
        }
    }

    @Test
    void noElementMovesFartherThanTheValueClipAllows() {
        float[] before = model.parameters().values().toArray();
        try (Trainer clipped = Trainer.builder(model, data, LOSS)
                .optimizer(new OptimizerSpec.Sgd(0))
                .clipNorm(Double.POSITIVE_INFINITY)
                .clipValue(0x1p-10)
                .build()) {
            clipped.step(data.batch(0, 0), 1);
        }
        float[] after = model.parameters().values().toArray();
        double farthest = 0;
        for (int k = 0; k < after.length; k++) {
            farthest = Math.max(farthest, Math.abs((double) after[k] - before[k]));
        }
        // values below 4 are rounded by at most ε
        assertEquals(0x1p-10, farthest, 2 * Numbers.FLOAT_EPSILON);
    }

    @Test
    void aModelWithoutRecurrentLayersIsTrained() {
        ModelSpec bigram = ModelSpec.of(LayerSpec.embedding(V, V));
        try (Sequential table = new Sequential(bigram, backend, 1);
                Trainer plain = Trainer.builder(table, data, LOSS)
                        .schedule(Schedule.constant(0.1))
                        .build()) {
            double first = plain.step(data.batch(0, 0), 0.1);
            plain.fit(new Budget.Epochs(3), NOBODY);
            assertTrue(plain.step(data.batch(0, 0), 0.1) < first);
        }
    }

    @Test
    void budgetsArePositive() {
        assertSays(
                IllegalArgumentException.class,
                "epochs: expected a positive number but got 0",
                () -> new Budget.Epochs(0));
        assertSays(
                IllegalArgumentException.class,
                "seconds: expected a finite float above 0 but got -1.0",
                () -> new Budget.Seconds(-1));
        assertThrows(IllegalArgumentException.class, () -> new Budget.Seconds(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Budget.Seconds(Double.POSITIVE_INFINITY));
    }

    @Test
    void aPositionIsNeverNegative() {
        assertMentions(IllegalArgumentException.class, () -> new Trainer.Position(0, -1, 0, 0, 0, 0), "batch -1");
        assertThrows(IllegalArgumentException.class, () -> new Trainer.Position(0, 0, 0, 0, Double.NaN, 0));
    }

    @Test
    void theModelIsNotClosedUnderItsTrainer() {
        float[] before = model.parameters().values().toArray();
        assertMentions(
                IllegalStateException.class, model::close, "model can't be closed while it is in use, by 1 trainer");
        assertArrayEquals(before, model.parameters().values().toArray());
        trainer.step(data.batch(0, 0), 0.01);
        trainer.close();
        model.close();
        assertThrows(
                IllegalStateException.class,
                () -> Trainer.builder(model, data, new SoftmaxCrossEntropy()).build());
    }

    @Test
    void useAfterCloseIsAnError() {
        trainer.close();
        assertThrows(IllegalStateException.class, () -> trainer.step(data.batch(0, 0), 0.01));
        assertFalse(model.parameters().values().toArray().length == 0, "the model is the caller's");
    }
}
