package org.gru4j.cli.text;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.gru4j.optim.Schedule;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;

/** Watches a training: measures, validates, saves, and stops it when asked to. */
final class TrainingMonitor implements Trainer.Listener {
    /** Leaves {@link Trainer#fit} between two steps. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("training was stopped", null, false, false);
        }
    }

    /** Told of each measurement. */
    @FunctionalInterface
    interface Sink {
        /** @param done 0 at the start of training, 1 at its end */
        void accept(double done, Measurement measurement);
    }

    private final Budget budget;
    private final Schedule schedule;
    private final DoubleSupplier validate;
    private final Runnable save;
    private final BooleanSupplier stop;
    private final Sink sink;
    private double lossSum;
    private int lossCount;
    private long tokensBefore;
    private double measuredAt;
    private double savedAt;
    private int validations;

    /**
     * @param trainer as it stands before it goes on
     * @param validate gives the validation loss in bits per character
     */
    TrainingMonitor(Trainer trainer, Budget budget, Schedule schedule, DoubleSupplier validate, Runnable save,
                    BooleanSupplier stop, Sink sink) {
        this.budget = budget;
        this.schedule = schedule;
        this.validate = validate;
        this.save = save;
        this.stop = stop;
        this.sink = sink;
        tokensBefore = trainer.tokens();
        measuredAt = trainer.seconds();
        savedAt = trainer.seconds();
        validations = validationsDue(budget.progress(trainer));
    }

    private static int validationsDue(double done) {
        return (int) (Math.min(1, done) * TextDefaults.VALIDATIONS);
    }

    @Override
    public void onStep(Trainer trainer, double loss) {
        lossSum += loss;
        lossCount++;
        double done = budget.progress(trainer);
        boolean stopping = stop.getAsBoolean();
        if (done >= 1 || stopping || trainer.seconds() - measuredAt >= TextDefaults.RECORD_EVERY) {
            measure(trainer, done);
        }
        if (stopping) {
            throw new Stopped();
        }
        if (done < 1 && trainer.seconds() - savedAt >= TextDefaults.SAVE_EVERY) {
            save.run();
            savedAt = trainer.seconds();
        }
    }

    private void measure(Trainer trainer, double done) {
        double seconds = trainer.seconds();
        double rate = (trainer.tokens() - tokensBefore) / (seconds - measuredAt);
        Double validation = null;
        if (validationsDue(done) > validations) {
            validations = validationsDue(done);
            validation = validate.getAsDouble();
        }
        sink.accept(done, new Measurement(trainer.steps(), seconds, lossSum / lossCount / Math.log(2), rate,
                schedule.rate(done), validation));
        lossSum = 0;
        lossCount = 0;
        tokensBefore = trainer.tokens();
        measuredAt = trainer.seconds();
    }
}
