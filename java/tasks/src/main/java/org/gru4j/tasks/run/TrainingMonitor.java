package org.gru4j.tasks.run;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.gru4j.train.Budget;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.jspecify.annotations.Nullable;

/** Monitors a training: measures, validates, saves checkpoints, and stops it on request. */
final class TrainingMonitor implements Trainer.Listener {
    /** Seconds between two recorded measurements. */
    private static final double RECORD_EVERY = 0.5;
    /** How many times a task's own validation runs during a training. */
    private static final int VALIDATIONS = 16;

    /** Leaves {@link Trainer#fit} between two steps. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("training was stopped", null, false, false);
        }
    }

    /** Receives each measurement. */
    @FunctionalInterface
    interface Sink {
        /** @param done 0 at the start of training, 1 at its end */
        void accept(double done, Measurement measurement);
    }

    private final Budget budget;
    private final Units units;
    private final @Nullable DoubleSupplier validate;
    private final Runnable save;
    private final double saveEvery;
    private final BooleanSupplier stop;
    private final Sink sink;
    private double lossSum;
    private int lossCount;
    private long tokensBefore;
    private double measuredAt;
    private double savedAt;
    private int validations;
    /** The validation loss since the last measurement; null if there was none. */
    private @Nullable Double validation;

    /**
     * @param trainer before its first step in this process
     * @param validate computes the model's validation loss; null to rely on the trainer's validation
     */
    TrainingMonitor(
            Trainer trainer,
            Budget budget,
            Units units,
            @Nullable DoubleSupplier validate,
            Runnable save,
            double saveEvery,
            BooleanSupplier stop,
            Sink sink) {
        this.budget = budget;
        this.units = units;
        this.validate = validate;
        this.save = save;
        this.saveEvery = saveEvery;
        this.stop = stop;
        this.sink = sink;
        tokensBefore = trainer.tokens();
        measuredAt = trainer.seconds();
        savedAt = trainer.seconds();
        validations = validationsDue(budget.progress(trainer));
    }

    private int validationsDue(double done) {
        return validate == null ? 0 : (int) (Math.min(1, done) * VALIDATIONS);
    }

    @Override
    public void onEvaluation(Trainer trainer, Evaluation evaluation) {
        validation = evaluation.loss() * units.scale();
    }

    @Override
    public void onStep(Trainer trainer, double loss) {
        lossSum += loss;
        lossCount++;
        double done = trainer.isStopped() ? 1 : budget.progress(trainer);
        boolean stopping = stop.getAsBoolean();
        if (done >= 1 || stopping || validation != null || trainer.seconds() - measuredAt >= RECORD_EVERY) {
            measure(trainer, done);
        }
        if (done >= 1 || stopping || trainer.seconds() - savedAt >= saveEvery) {
            save.run();
            savedAt = trainer.seconds();
        }
        if (stopping && done < 1) {
            throw new Stopped();
        }
    }

    private void measure(Trainer trainer, double done) {
        double seconds = trainer.seconds();
        double rate = (trainer.tokens() - tokensBefore) / (seconds - measuredAt);
        if (validate != null && validationsDue(done) > validations) {
            validations = validationsDue(done);
            validation = validate.getAsDouble() * units.scale();
        }
        sink.accept(
                done,
                new Measurement(
                        trainer.steps(),
                        seconds,
                        lossSum / lossCount * units.scale(),
                        rate,
                        trainer.optimizer().learningRate(),
                        validation));
        lossSum = 0;
        lossCount = 0;
        validation = null;
        tokensBefore = trainer.tokens();
        measuredAt = trainer.seconds();
    }
}
