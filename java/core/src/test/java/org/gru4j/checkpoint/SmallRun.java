package org.gru4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;

/** A small run of two epochs of nine batches each, which can be interrupted. */
final class SmallRun {
    static final int V = 5;
    static final int STEPS_OF_AN_EPOCH = 9;
    static final OptimizerSpec ADAM = new OptimizerSpec.Adam();
    static final OptimizerSpec MOMENTUM = new OptimizerSpec.Sgd(0.9);
    static final ReferenceBackend BACKEND = new ReferenceBackend();

    private SmallRun() {}

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static ModelSpec spec(int hiddenSize) {
        return ModelSpec.of(
                LayerSpec.embedding(V, 4),
                LayerSpec.gru(GruSpec.builder(4, hiddenSize).numLayers(2).build()),
                LayerSpec.gru(GruSpec.builder(hiddenSize, 3)
                        .resetGate(ResetGate.BEFORE)
                        .bias(false)
                        .direction(Direction.BIDIRECTIONAL)
                        .build()),
                LayerSpec.dense(6, V));
    }

    /** The same model, with every kind of dropout in one recurrent layer and behind it, and zoneout in the other. */
    static ModelSpec maskedSpec() {
        return ModelSpec.of(
                LayerSpec.embedding(V, 4),
                LayerSpec.gru(GruSpec.builder(4, 6)
                        .numLayers(2)
                        .dropout(0.1)
                        .recurrentDropout(0.3)
                        .build()),
                LayerSpec.dropout(6, 0.2),
                LayerSpec.gru(GruSpec.builder(6, 3)
                        .resetGate(ResetGate.BEFORE)
                        .bias(false)
                        .direction(Direction.BIDIRECTIONAL)
                        .recurrentDropout(0.2)
                        .zoneout(0.1)
                        .build()),
                LayerSpec.dense(6, V));
    }

    static Sequential model(long seed) {
        return new Sequential(spec(6), BACKEND, seed);
    }

    static Trainer trainer(Sequential model, OptimizerSpec optimizer) {
        return trainer(model, optimizer, 0);
    }

    /** @param seed of the masks */
    static Trainer trainer(Sequential model, OptimizerSpec optimizer, long seed) {
        return builder(model, optimizer, seed).build();
    }

    private static TrainerBuilder builder(Sequential model, OptimizerSpec optimizer, long seed) {
        return Trainer.builder(model, data(), new SoftmaxCrossEntropy())
                .optimizer(optimizer)
                .schedule(Schedule.cosine(0.05, 0.2))
                .seed(seed);
    }

    /** The first batch. */
    static Batch batch() {
        return data().batch(0, 0);
    }

    private static TokenStreams data() {
        return TokenStreams.forTraining(Numbers.ids(1, 200, V), 3, 7);
    }

    /** A trainer with Adam that validates after each epoch, which changes nothing in what it learns. */
    static Trainer validatedTrainer(Sequential model) {
        return builder(model, ADAM, 0)
                .validation(Validation.eachEpoch(
                        TokenStreams.forScoring(Numbers.ids(9, 100, V), 1, 20), new SoftmaxCrossEntropy()))
                .build();
    }

    /** Trains to the end. */
    static void fit(Trainer trainer) {
        fit(trainer, -1);
    }

    /** Trains until it is interrupted after a step. */
    static void fit(Trainer trainer, long interruptedAfter) {
        try {
            trainer.fit(new Budget.Epochs(2), (t, loss) -> {
                if (t.steps() == interruptedAfter) {
                    throw new Interruption();
                }
            });
        } catch (Interruption e) {
            assertEquals(interruptedAfter, trainer.steps());
        }
    }

    /** Trains with Adam for so many steps and saves. */
    static void save(Path file, long steps) {
        try (Sequential model = model(1);
                Trainer trainer = trainer(model, ADAM)) {
            fit(trainer, steps);
            Checkpoint.save(file, trainer, Map.of("vocabulary", "abcde"));
        }
    }

    /** All that a run consists of, but for the seconds. */
    static Map<String, float[]> everything(Trainer trainer) {
        Map<String, float[]> all = new HashMap<>();
        all.put("parameters", trainer.model().parameters().values().toArray());
        trainer.optimizer().state().forEach((name, tensor) -> all.put(name, tensor.toArray()));
        for (int k = 0; k < trainer.state().size(); k++) {
            all.put("state " + k, trainer.state().of(k).toArray());
        }
        all.put("position", new float[] {trainer.epoch(), trainer.nextBatch(), trainer.steps(), trainer.tokens()});
        return all;
    }

    static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }
}
