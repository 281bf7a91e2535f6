package org.gru4j.train;

import java.util.List;
import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.Parameters;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.loss.Loss;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.optim.GradientClip;
import org.gru4j.optim.GradientNoise;
import org.gru4j.optim.Optimizer;
import org.gru4j.optim.Schedule;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model. For each batch it runs forward, the loss, backward, clipping and the optimizer. The recurrent state
 * is carried from each row to the row of the next batch that continues it; the gradient stops at the batch's first step
 * (truncated back-propagation through time).
 *
 * <pre>
 *   try (Trainer trainer = Trainer.builder(model, data, loss).build()) {
 *       trainer.fit(new Budget.Epochs(10), (t, value) -&gt; System.out.println(value));
 *   }
 * </pre>
 *
 * <p>Owns its passes, its optimizer and the carried states, not the model; the model can't be closed before the
 * trainer. A training step of a known shape allocates nothing if the loss {@linkplain Loss#overwritesGradient
 * overwrites its gradient}. Not thread-safe: concurrent use, or closing it while it trains, throws an
 * IllegalStateException.
 */
public final class Trainer implements AutoCloseable {
    /** Receives the events of {@link #fit}. The time that it takes counts as training time. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called after a training step and everything that belongs to it, so that a checkpoint saved here is complete.
         *
         * @param loss the mean loss of the step's batches, computed before the update
         */
        void onStep(Trainer trainer, double loss);

        /** Called after a validation. */
        default void onEvaluation(Trainer trainer, Evaluation evaluation) {}

        /** Called after the last training step of an epoch and after the epoch's validation. */
        default void onEpoch(Trainer trainer) {}
    }

    private static final Watch.Kind KIND = new Watch.Kind("a trainer");

    private final Sequential model;
    private final String firstInput;
    private final Parameters.Hold hold;
    private final Occupancy occupancy = Occupancy.of("trainer");
    private final Dataset data;
    private final Schedule schedule;
    private final GradientClip clip;
    /** Null for none. */
    private final @Nullable GradientNoise noise;

    private final Optimizer optimizer;
    private final StepGradient gradient;
    private final int accumulatedBatches;
    /** Null for none. */
    private final @Nullable Validation validation;
    /** Null without early stopping. */
    private final @Nullable BestModel best;

    private Schedule.State scheduleState = Schedule.State.INITIAL;
    private long seed;
    private int epoch;
    private int nextBatch;
    private long tokens;
    private long stepsBegun;
    private long nanosBefore;
    private long startedAt;
    private boolean running;
    private final Watch watch;

    Trainer(TrainerBuilder builder) {
        model = builder.model;
        firstInput = model.spec().inputs().get(0).name();
        data = builder.data;
        schedule = builder.schedule;
        seed = builder.seed;
        accumulatedBatches = builder.accumulatedBatches;
        validation = builder.validation;
        clip = new GradientClip(builder.clipNorm, builder.clipValue);
        noise = builder.noiseEta == 0
                ? null
                : new GradientNoise(model.parameters(), builder.noiseEta, builder.noiseGamma);
        hold = model.parameters().hold("trainer");
        BestModel madeBest = null;
        Optimizer madeOptimizer = null;
        try {
            EarlyStopping rule = builder.earlyStopping;
            madeBest = rule == null ? null : Watch.makeParts(() -> new BestModel(rule, validation, model.parameters()));
            madeOptimizer = Watch.makeParts(() -> builder.optimizer.create(model.parameters()));
            gradient = Watch.makeParts(
                    () -> new StepGradient(model, builder.losses, builder.replicas, builder.replicaLosses));
        } catch (RuntimeException | Error e) {
            Closing.after(e, madeOptimizer, madeBest, hold);
            throw e;
        }
        best = madeBest;
        optimizer = madeOptimizer;
        watch = Watch.of(this, KIND, null);
    }

    /**
     * Starts a trainer. By default it uses Adam with a constant learning rate of 1e-3, and clips the gradients' norm at
     * 1.
     */
    public static TrainerBuilder builder(Sequential model, Dataset data, Loss loss) {
        return builder(
                model,
                data,
                List.of(new OutputLoss(model.spec().outputs().get(0).name(), loss)));
    }

    /**
     * Starts a trainer of a model with several outputs. It minimizes the weighted sum of their losses, each of which is
     * the mean over a batch. The batches contain targets under the outputs' names.
     */
    public static TrainerBuilder builder(Sequential model, Dataset data, List<OutputLoss> losses) {
        return new TrainerBuilder(model, data, losses);
    }

    /**
     * Trains until the budget is spent, or until early stopping ends the training. With early stopping, the model then
     * has the parameters of the best validation.
     *
     * @throws TrainingDivergedException if the loss or the gradient is no longer finite
     */
    public void fit(Budget budget, Listener listener) {
        requireBatches();
        occupancy.enter();
        startedAt = System.nanoTime();
        running = true;
        try {
            for (double progress = budget.progress(this);
                    progress < 1 && !isStopped();
                    progress = budget.progress(this)) {
                double value = nextStep(schedule.rate(progress, scheduleState));
                if (validation != null && isDue(validation)) {
                    validate(validation, listener);
                }
                if (nextBatch == 0) {
                    listener.onEpoch(this);
                }
                listener.onStep(this, value);
            }
            if (best != null) {
                best.restore();
            }
        } finally {
            nanosBefore = nanos();
            running = false;
            occupancy.leave();
        }
    }

    private void requireBatches() {
        if (data.batchesPerEpoch() <= 0) {
            throw new IllegalArgumentException("data set: expected at least one batch in an epoch but got "
                    + data.batchesPerEpoch() + ": there is nothing to train on");
        }
    }

    private double nextStep(double rate) {
        int count = Math.min(accumulatedBatches, data.batchesPerEpoch() - nextBatch);
        Batch first = data.batch(epoch, nextBatch); // if this fails, no training step has begun
        begin(count);
        add(first);
        for (int k = 1; k < count; k++) {
            add(data.batch(epoch, nextBatch + k));
        }
        double value = update(rate);
        nextBatch += count;
        if (nextBatch == data.batchesPerEpoch()) {
            nextBatch = 0;
            epoch++;
        }
        return value;
    }

    /**
     * Runs one training step with one batch.
     *
     * @param rate the learning rate, finite and not negative
     * @return the loss, computed before the update
     * @throws IllegalArgumentException if the rate is negative or not finite; nothing has changed then
     * @throws TrainingDivergedException if the loss or the gradient is not finite
     */
    public double step(Batch batch, double rate) {
        Optimizer.requireRate(rate);
        boolean fitting = occupancy.isMine(); // called by a listener
        if (!fitting) {
            occupancy.enter();
        }
        try {
            begin(1);
            add(batch);
            return update(rate);
        } finally {
            if (!fitting) {
                occupancy.leave();
            }
        }
    }

    /** @param count the number of batches of the training step */
    private void begin(int count) {
        stepsBegun++;
        gradient.begin(count, steps() + 1);
    }

    private void add(Batch batch) {
        gradient.add(batch, seed, stepsBegun);
        tokens += (long) batch.input(firstInput).steps() * batch.size();
    }

    private double update(double rate) {
        double value = gradient.finish();
        TrainingDivergedException.requireFinite("gradient norm", clip.apply(model.parameters()), optimizer.steps() + 1);
        if (noise != null) {
            noise.apply(seed, stepsBegun - 1);
        }
        optimizer.step(rate);
        return value;
    }

    private boolean isDue(Validation given) {
        return given.everySteps() == 0 ? nextBatch == 0 : steps() % given.everySteps() == 0;
    }

    private void validate(Validation given, Listener listener) {
        Evaluation evaluation = given.of(model);
        validated(evaluation.loss());
        if (best != null) {
            best.validated(evaluation, steps());
        }
        listener.onEvaluation(this, evaluation);
    }

    /** Passes the loss of a validation to the learning-rate schedule. */
    public void validated(double validationLoss) {
        scheduleState = schedule.validated(scheduleState, validationLoss);
    }

    public Sequential model() {
        return model;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    public Schedule schedule() {
        return schedule;
    }

    /** Returns the state of the learning-rate schedule after the validations so far. */
    public Schedule.State scheduleState() {
        return scheduleState;
    }

    /** Returns the state of early stopping; {@link EarlyStopping.State#INITIAL} without early stopping. */
    public EarlyStopping.State earlyStoppingState() {
        return best == null ? EarlyStopping.State.INITIAL : best.state();
    }

    /**
     * Returns the parameter slab of the best validation; null before the first validation or without early stopping.
     */
    public @Nullable Tensor bestValues() {
        return best == null ? null : best.values();
    }

    /** Returns whether early stopping has ended the training. */
    public boolean isStopped() {
        return best != null && best.isSpent();
    }

    /** Returns the states that the next batch starts from; null before the first training step. */
    public @Nullable RecurrentState state() {
        return gradient.states().current();
    }

    /** Returns the number of completed epochs. */
    public int epoch() {
        return epoch;
    }

    /** Returns the index, within the current epoch, of the next batch. */
    public int nextBatch() {
        return nextBatch;
    }

    public int batchesPerEpoch() {
        return data.batchesPerEpoch();
    }

    /** Returns the number of training steps, including those from before a resume. */
    public long steps() {
        return optimizer.steps();
    }

    /**
     * Returns the number of training steps that have begun, including failed ones and those from before a resume.
     * Everything random in a step depends on this number ({@link org.gru4j.random.CounterRandom}), so repeating a
     * failed step draws new masks.
     */
    public long stepsBegun() {
        return stepsBegun;
    }

    /**
     * Returns the number of tokens, or steps of sequences, trained on. It includes padding, and training from before a
     * resume.
     */
    public long tokens() {
        return tokens;
    }

    /** Returns the seconds spent in {@link #fit}, including those from before a resume. */
    public double seconds() {
        return nanos() * 1e-9;
    }

    private long nanos() {
        return running ? nanosBefore + System.nanoTime() - startedAt : nanosBefore;
    }

    /**
     * The position of a training run, as stored in checkpoints.
     *
     * @param epoch the number of completed epochs
     * @param nextBatch the index of the next batch within the epoch
     * @param steps the number of training steps
     * @param tokens the number of tokens, or steps of sequences, including padding
     * @param seconds the time spent training
     * @param seed everything random in training is a function of it and of the training step
     */
    public record Position(int epoch, int nextBatch, long steps, long tokens, double seconds, long seed) {
        /** No training takes that many epochs. Counting can continue from here without overflow. */
        private static final int MOST_EPOCHS = 1_000_000_000;

        private static final double MOST_SECONDS = 1e9;
        private static final long MOST = 1L << 62;

        /** @throws IllegalArgumentException if a number is negative, or larger than any training can reach */
        public Position {
            if (epoch < 0 || nextBatch < 0 || steps < 0 || tokens < 0 || !(seconds >= 0)) {
                throw new IllegalArgumentException("position: expected numbers from 0 on but got "
                        + text(epoch, nextBatch, steps, tokens, seconds));
            }
            if (epoch > MOST_EPOCHS || steps > MOST || tokens > MOST || seconds > MOST_SECONDS) {
                throw new IllegalArgumentException("position: expected numbers that a training can reach but got "
                        + text(epoch, nextBatch, steps, tokens, seconds));
            }
        }

        private static String text(int epoch, int nextBatch, long steps, long tokens, double seconds) {
            return "epoch " + epoch + ", batch " + nextBatch + ", steps " + steps + ", tokens " + tokens + ", seconds "
                    + seconds;
        }
    }

    public Position position() {
        return new Position(epoch, nextBatch, steps(), tokens, seconds(), seed);
    }

    /**
     * Continues from a position, as if no training step had failed before. The caller then copies the optimizer's state
     * and the recurrent states.
     *
     * @param batch the number of sequences whose states are carried; 0 if none are
     * @throws IllegalArgumentException if {@code batch} is negative, or the position does not exist in this data
     */
    public void resumeAt(Position position, int batch) {
        Arguments.requireNotNegative("sequences whose states are carried", batch);
        if (position.nextBatch >= data.batchesPerEpoch()) {
            throw new IllegalArgumentException("position: expected a batch below " + data.batchesPerEpoch()
                    + " but got " + position.nextBatch + ": use the data that the run began with");
        }
        epoch = position.epoch;
        nextBatch = position.nextBatch;
        tokens = position.tokens;
        nanosBefore = Math.round(position.seconds * 1e9);
        seed = position.seed;
        optimizer.resumeAt(position.steps);
        stepsBegun = position.steps;
        if (batch > 0) {
            gradient.states().startWith(batch);
        } else if (state() != null) {
            state().reset();
        }
    }

    /**
     * Continues from this number of begun training steps.
     *
     * @throws IllegalArgumentException if the number is negative, or larger than any training can reach
     */
    public void resumeStepsBegun(long from) {
        stepsBegun = requireStepsBegun(from);
    }

    /** @throws IllegalArgumentException if the count is negative, or larger than any training can reach */
    public static long requireStepsBegun(long count) {
        if (count < 0 || count > Position.MOST) {
            throw new IllegalArgumentException("steps begun: expected 0 to " + Position.MOST + " but got " + count);
        }
        return count;
    }

    /** Continues with a schedule's state. */
    public void resumeSchedule(Schedule.State from) {
        scheduleState = Objects.requireNonNull(from, "from");
    }

    /**
     * Continues with a state of early stopping. Does nothing without early stopping.
     *
     * @return the tensor into which the caller copies the best parameters; null if there are none
     */
    public @Nullable Tensor resumeEarlyStopping(EarlyStopping.State from) {
        return best == null ? null : best.resumeAt(from);
    }

    /**
     * Frees the trainer's memory. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside the trainer; nothing has changed then
     */
    @Override
    public void close() {
        if (occupancy.close()) {
            Closing.all(watch::close, gradient, optimizer, best, hold);
        }
    }
}
