package org.gru4j.train;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.Schedule;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private static final int V = 4;
    private static final Loss LOSS = new SoftmaxCrossEntropy();

    /** What validations shall have said, one after the other. */
    private record Scripted(boolean higherIsBetter, double[] values, int[] next) implements Metric {
        Scripted(boolean higherIsBetter, double... values) {
            this(higherIsBetter, values, new int[1]);
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public void reset() {
            next[0]++;
        }

        @Override
        public void add(Tensor output, Batch batch) {
            // says what it was told
        }

        @Override
        public double value() {
            return values[Math.min(next[0], values.length) - 1];
        }
    }

    private final Sequential model =
            new Sequential(ModelSpec.of(LayerSpec.embedding(V, 3), LayerSpec.dense(3, V)), new ReferenceBackend(), 1);
    /** Three batches an epoch. */
    private final TokenStreams data = TokenStreams.forTraining(Numbers.ids(1, 64, V), 3, 7);

    private final List<float[]> valuesAtValidations = new ArrayList<>();

    @AfterEach
    void close() {
        model.close();
    }

    private Trainer trainer(int patience, Metric metric) {
        return Trainer.builder(model, data, LOSS)
                .validation(Validation.eachEpoch(data, LOSS, metric))
                .earlyStopping(new EarlyStopping(metric.name(), patience))
                .build();
    }

    private final Trainer.Listener recorder = new Trainer.Listener() {
        @Override
        public void onStep(Trainer trainer, double loss) {
            // nothing
        }

        @Override
        public void onEvaluation(Trainer trainer, Evaluation evaluation) {
            valuesAtValidations.add(model.parameters().values().toArray());
        }
    };

    @Test
    void stopsWhenPatienceIsSpentAndGivesBackTheBest() {
        try (Trainer trainer = trainer(2, new Scripted(false, 5, 3, 4, 3, Double.NaN, 1))) {
            trainer.fit(new Budget.Epochs(50), recorder);
            assertEquals(5, trainer.epoch());
            assertTrue(trainer.isStopped());
            assertEquals(new EarlyStopping.State(3, 6, 3), trainer.earlyStoppingState());
            assertArrayEquals(
                    valuesAtValidations.get(1), model.parameters().values().toArray());
            trainer.fit(new Budget.Epochs(50), recorder);
            assertEquals(5, trainer.epoch(), "stopped is stopped");
        }
    }

    @Test
    void whatIsBetterHigherIsKeptAtItsHighest() {
        try (Trainer trainer = trainer(0, new Scripted(true, 1, 2, 2))) {
            trainer.fit(new Budget.Epochs(50), recorder);
            assertEquals(new EarlyStopping.State(2, 6, 1), trainer.earlyStoppingState());
            assertArrayEquals(
                    valuesAtValidations.get(1), model.parameters().values().toArray());
        }
    }

    @Test
    void aBudgetThatEndsFirstAlsoGivesBackTheBest() {
        try (Trainer trainer = trainer(9, new Scripted(false, 1, 2, 3))) {
            trainer.fit(new Budget.Epochs(3), recorder);
            assertFalse(trainer.isStopped());
            assertArrayEquals(
                    valuesAtValidations.get(0), model.parameters().values().toArray());
        }
    }

    /** Its memory is taken at the first validation. Here the scope that gives none was closed. */
    @Test
    void parametersThatCouldNotBeKeptAreNotTheBest() {
        BestModel best = new BestModel(EarlyStopping.onLoss(1), Validation.eachEpoch(data, LOSS), model.parameters());
        best.close();
        assertThrows(IllegalStateException.class, () -> best.validated(new Evaluation(1, 1, Map.of()), 3));
        assertEquals(EarlyStopping.State.INITIAL, best.state());
        float[] before = model.parameters().values().toArray();
        best.restore();
        assertArrayEquals(before, model.parameters().values().toArray());
    }

    @Test
    void validationsThatAreNoNumbersHaveNoBest() {
        try (Trainer trainer = trainer(1, new Scripted(false, Double.NaN))) {
            trainer.fit(new Budget.Epochs(50), recorder);
            assertEquals(2, trainer.epoch());
            assertNull(trainer.bestValues());
            assertArrayEquals(
                    valuesAtValidations.get(1), model.parameters().values().toArray());
        }
    }

    @Test
    void validationComesAfterSoManyStepsAndTellsTheSchedule() {
        List<Long> validatedAt = new ArrayList<>();
        List<String> order = new ArrayList<>();
        try (Trainer trainer = Trainer.builder(model, data, LOSS)
                .schedule(new Schedule.Plateau(0.1, 0.5, 0, 99, 0))
                .validation(Validation.everySteps(2, data, LOSS))
                .build()) {
            trainer.fit(new Budget.Epochs(2), new Trainer.Listener() {
                @Override
                public void onStep(Trainer t, double loss) {
                    order.add("step");
                }

                @Override
                public void onEvaluation(Trainer t, Evaluation evaluation) {
                    validatedAt.add(t.steps());
                    order.add("evaluation");
                }

                @Override
                public void onEpoch(Trainer t) {
                    order.add("epoch");
                }
            });
            assertEquals(List.of(2L, 4L, 6L), validatedAt);
            assertEquals(
                    List.of(
                            "step",
                            "evaluation",
                            "step",
                            "epoch",
                            "step",
                            "evaluation",
                            "step",
                            "step",
                            "evaluation",
                            "epoch",
                            "step"),
                    order);
            assertEquals(2, trainer.scheduleState().reductions());
        }
    }

    @Test
    void contradictionsAreSaid() {
        TrainerBuilder builder = Trainer.builder(model, data, LOSS).earlyStopping(EarlyStopping.onLoss(1));
        assertSays(
                IllegalArgumentException.class,
                "early stopping needs a validation: call TrainerBuilder.validation",
                builder::build);
        builder.validation(Validation.eachEpoch(data, LOSS, RankMetric.accuracy()))
                .earlyStopping(new EarlyStopping("recall", 1));
        assertSays(
                IllegalArgumentException.class,
                "early stopping: expected 'loss' or one of the metrics [accuracy] but got 'recall'",
                builder::build);
        assertSays(
                IllegalArgumentException.class,
                "patience: expected 0 or more but got -1",
                () -> EarlyStopping.onLoss(-1));
        assertSays(
                IllegalArgumentException.class,
                "steps between validations: expected a positive number but got 0",
                () -> Validation.everySteps(0, data, LOSS));
    }
}
