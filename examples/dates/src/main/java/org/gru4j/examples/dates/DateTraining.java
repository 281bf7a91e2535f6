package org.gru4j.examples.dates;

import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.Sequential;
import org.gru4j.optim.Schedule;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;

/**
 * A training, described. Immutable.
 *
 * @param units H of each direction of the encoder
 * @param attention whether the decoder attends to the encoder
 * @param forms the written forms of the dates
 * @param batch N
 * @param steps training steps
 * @param rate the highest learning rate
 * @param seed of the parameters and the dates
 */
public record DateTraining(
        int units, boolean attention, List<WrittenForm> forms, int batch, int steps, double rate, long seed) {
    private static final double WARM_UP = 0.05;
    private static final int REPORTED_STEPS = 200;

    /** Told of the training's progress. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called every {@value #REPORTED_STEPS} steps.
         *
         * @param loss the mean cross-entropy of a character since the last call
         */
        void onProgress(long step, double seconds, double loss);
    }

    /** The settings of the example, which were selected with the validation part: all forms. */
    public static DateTraining of(boolean attention, int steps) {
        return new DateTraining(64, attention, List.of(WrittenForm.values()), 64, steps, 4e-3, 1);
    }

    /** Trains a new model, which the caller closes. */
    public Sequential run(Backend backend, Listener listener) {
        Sequential model = new Sequential(DateTranslator.spec(units, attention), backend, seed);
        DateBatches batches = new DateBatches(DatePart.TRAINING, forms, batch, steps, seed);
        try (Trainer trainer = Trainer.builder(model, batches, new SoftmaxCrossEntropy())
                .schedule(new Schedule.Cosine(rate, WARM_UP))
                .seed(seed)
                .build()) {
            double[] sum = new double[1];
            trainer.fit(new Budget.Epochs(1), (t, loss) -> {
                sum[0] += loss;
                if (t.steps() % REPORTED_STEPS == 0) {
                    listener.onProgress(t.steps(), t.seconds(), sum[0] / REPORTED_STEPS);
                    sum[0] = 0;
                }
            });
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
        return model;
    }
}
