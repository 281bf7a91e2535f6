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
 * Trains a model: forward, loss, backward, clip, optimiser, batch after batch, carrying the recurrent state from each
 * row to the one that continues it. The gradient stops at the batch's first step (truncated back-propagation through
 * time).
 *
 * <p>Owns its passes, its optimiser and the carried states, not the model, which can't be closed before it. A step of a
 * shape seen before allocates nothing, if the loss {@linkplain Loss#overwritesGradient overwrites its gradient}. Not
 * thread-safe: two threads in it at once, or a close while it trains, are an IllegalStateException.
 */
public final class Trainer implements AutoCloseable {
    /** Told of what happens in {@link #fit}; what it does counts as training time. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After a step, and after everything else that came with it: a checkpoint saved here is complete.
         *
         * @param loss of the step's batches, from before the step
         */
        void onStep(Trainer trainer, double loss);

        /** After a validation. */
        default void onEvaluation(Trainer trainer, Evaluation evaluation) {}

        /** After the last step of an epoch, and its validation. */
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
    /** Null for no early stopping. */
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

    /** Adam, at a constant rate of 1e-3, clipping at a norm of 1, unless told otherwise. */
    public static TrainerBuilder builder(Sequential model, Dataset data, Loss loss) {
        return builder(
                model,
                data,
                List.of(new OutputLoss(model.spec().outputs().get(0).name(), loss)));
    }

    /**
     * As above, of a model with several outputs: trains on the weighted sum of their losses, each the mean over a batch.
     * Batches have targets of the outputs' names.
     */
    public static TrainerBuilder builder(Sequential model, Dataset data, List<OutputLoss> losses) {
        return new TrainerBuilder(model, data, losses);
    }

    /**
     * Trains until the budget is spent, or until early stopping ends it; with early stopping, the model then has the
     * parameters of the best validation.
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
        Batch first = data.batch(epoch, nextBatch); // if it fails, no step has begun
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
     * One step of one batch.
     *
     * @param rate the learning rate, finite and not negative
     * @return the loss from before the step
     * @throws IllegalArgumentException if the rate is another; then nothing has changed
     * @throws TrainingDivergedException if the loss or the gradient is not finite
     */
    public double step(Batch batch, double rate) {
        Optimizer.requireRate(rate);
        boolean fitting = occupancy.isMine(); // a listener's step
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

    /** @param count how many batches the step has */
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

    /** Tells the schedule of a validation's loss. */
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

    /** What the schedule makes of the validations so far. */
    public Schedule.State scheduleState() {
        return scheduleState;
    }

    /** How early stopping stands; {@link EarlyStopping.State#INITIAL} without. */
    public EarlyStopping.State earlyStoppingState() {
        return best == null ? EarlyStopping.State.INITIAL : best.state();
    }

    /** The parameters' slab at the best validation; null if there was none, or without early stopping. */
    public @Nullable Tensor bestValues() {
        return best == null ? null : best.values();
    }

    /** Whether early stopping has ended the training. */
    public boolean isStopped() {
        return best != null && best.isSpent();
    }

    /** The states that the next batch starts from; null before the first step. */
    public @Nullable RecurrentState state() {
        return gradient.states().current();
    }

    /** Epochs completed. */
    public int epoch() {
        return epoch;
    }

    /** The batch of the current epoch that comes next. */
    public int nextBatch() {
        return nextBatch;
    }

    public int batchesPerEpoch() {
        return data.batchesPerEpoch();
    }

    /** Steps taken, those before a resume included. */
    public long steps() {
        return optimizer.steps();
    }

    /**
     * Steps begun, those that failed on their way and those before a resume included. What is drawn at random in a step
     * depends on this number ({@link org.gru4j.random.CounterRandom}): a step that is tried again has other masks.
     */
    public long stepsBegun() {
        return stepsBegun;
    }

    /** Tokens, or steps of sequences, trained on, padding and those before a resume included. */
    public long tokens() {
        return tokens;
    }

    /** Seconds spent in {@link #fit}, those before a resume included. */
    public double seconds() {
        return nanos() * 1e-9;
    }

    private long nanos() {
        return running ? nanosBefore + System.nanoTime() - startedAt : nanosBefore;
    }

    /**
     * Where a run stood; a checkpoint holds it.
     *
     * @param seed of what is drawn in training, which is a function of it and of the step
     */
    public record Position(int epoch, int nextBatch, long steps, long tokens, double seconds, long seed) {
        /** Nothing trains so long; counting goes on from there without an overflow. */
        private static final int MOST_EPOCHS = 1_000_000_000;

        private static final double MOST_SECONDS = 1e9;
        private static final long MOST = 1L << 62;

        /** @throws IllegalArgumentException if a number is negative, or larger than any training's */
        public Position {
            if (epoch < 0 || nextBatch < 0 || steps < 0 || tokens < 0 || !(seconds >= 0)) {
                throw new IllegalArgumentException("position: expected numbers from 0 on but got "
                        + text(epoch, nextBatch, steps, tokens, seconds));
            }
            if (epoch > MOST_EPOCHS || steps > MOST || tokens > MOST || seconds > MOST_SECONDS) {
                throw new IllegalArgumentException("position: expected numbers that a training can come to but got "
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
     * Goes on from a position, as if no step had failed before; the optimiser's and the recurrent states are copied in
     * by who calls this.
     *
     * @param batch the sequences whose states are carried; 0 if none are
     * @throws IllegalArgumentException if that is negative, or the position is not one of this data
     */
    public void resumeAt(Position position, int batch) {
        Arguments.requireNotNegative("sequences whose states are carried", batch);
        if (position.nextBatch >= data.batchesPerEpoch()) {
            throw new IllegalArgumentException("position: expected a batch below " + data.batchesPerEpoch()
                    + " but got " + position.nextBatch + ": the data is another than before");
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
     * Goes on from so many steps begun.
     *
     * @throws IllegalArgumentException if the number is negative, or larger than any training's
     */
    public void resumeStepsBegun(long from) {
        stepsBegun = requireStepsBegun(from);
    }

    /** @throws IllegalArgumentException if a number of steps is negative, or larger than any training's */
    public static long requireStepsBegun(long count) {
        if (count < 0 || count > Position.MOST) {
            throw new IllegalArgumentException("steps begun: expected 0 to " + Position.MOST + " but got " + count);
        }
        return count;
    }

    /** Goes on from what a schedule made of validations before. */
    public void resumeSchedule(Schedule.State from) {
        scheduleState = Objects.requireNonNull(from, "from");
    }

    /**
     * Goes on from how early stopping stood; does nothing without.
     *
     * @return where the best parameters are copied by who calls this; null if there are none
     */
    public @Nullable Tensor resumeEarlyStopping(EarlyStopping.State from) {
        return best == null ? null : best.resumeAt(from);
    }

    /**
     * Frees its memory. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside it; then nothing has changed
     */
    @Override
    public void close() {
        if (occupancy.close()) {
            Closing.all(watch::close, gradient, optimizer, best, hold);
        }
    }
}
