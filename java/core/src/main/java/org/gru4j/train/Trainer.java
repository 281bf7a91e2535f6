package org.gru4j.train;

import java.util.Objects;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.Pass;
import org.gru4j.layer.RecurrentState;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SampledLoss;
import org.gru4j.optim.GradientClip;
import org.gru4j.optim.Optimizer;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.tensor.Tensor;

/**
 * Trains a model: forward, loss, backward, clip, optimiser, batch after batch, carrying the recurrent state
 * from each batch to the one that continues it. The gradient stops at the batch's first step (truncated back-propagation
 * through time).
 *
 * <p>Owns its pass, its optimiser and the carried state, not the model. A step of a shape seen before allocates nothing.
 * Not thread-safe.
 */
public final class Trainer implements AutoCloseable {
    /** Told of every step; what it does counts as training time. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After a step.
         *
         * @param loss of the step's batch, from before the step
         */
        void onStep(Trainer trainer, double loss);
    }

    private final Sequential model;
    private final Dataset data;
    private final Loss loss;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final GradientClip clip;
    private final BatchRun run;
    private long seed;
    private int epoch;
    private int nextBatch;
    private long tokens;
    private long nanosBefore;
    private long startedAt;
    private boolean running;

    private Trainer(Builder builder) {
        model = builder.model;
        data = builder.data;
        loss = builder.loss;
        schedule = builder.schedule;
        seed = builder.seed;
        clip = new GradientClip(builder.clipNorm);
        optimizer = builder.optimizer.create(model.parameters());
        run = new BatchRun(model, Pass.training(model.backend()));
    }

    /** Adam, at a constant rate of 1e-3, clipping at a norm of 1, unless told otherwise. */
    public static Builder builder(Sequential model, Dataset data, Loss loss) {
        return new Builder(model, data, loss);
    }

    /**
     * Trains until the budget is spent.
     *
     * @throws TrainingDivergedException if the loss or the gradient is no longer finite
     */
    public void fit(Budget budget, Listener listener) {
        startedAt = System.nanoTime();
        running = true;
        try {
            for (double progress = budget.progress(this); progress < 1; progress = budget.progress(this)) {
                double value = step(data.batch(epoch, nextBatch), schedule.rate(progress));
                if (++nextBatch == data.batchesPerEpoch()) {
                    nextBatch = 0;
                    epoch++;
                }
                listener.onStep(this, value);
            }
        } finally {
            nanosBefore = nanos();
            running = false;
        }
    }

    /**
     * One step.
     *
     * @param rate the learning rate
     * @return the loss from before the step
     */
    public double step(Batch batch, double rate) {
        Pass pass = run.pass();
        pass.begin(batch.lengths(), seed, optimizer.steps() + 1);
        try {
            if (loss instanceof SampledLoss sampled) {
                pass.restrictTo(sampled.draw(batch, seed, optimizer.steps() + 1));
            }
            Tensor output = run.forward(batch);
            Tensor dOutput = pass.scope().allocateUninitialized("gradient of the loss", output.dim(0), output.dim(1),
                    output.dim(2));
            double value = loss.compute(output, batch, dOutput);
            requireFinite("loss", value);
            model.parameters().zeroGradients();
            model.backward(pass, dOutput);
            requireFinite("gradient norm", clip.apply(model.parameters()));
            optimizer.step(rate);
            tokens += (long) batch.steps() * batch.size();
            return value;
        } finally {
            pass.end();
        }
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new TrainingDivergedException("training diverged at step " + (optimizer.steps() + 1) + ": the " + what
                    + " is " + value + "; a lower learning rate may help");
        }
    }

    public Sequential model() {
        return model;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** The states that the next batch starts from; null before the first step. */
    public RecurrentState state() {
        return run.state();
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

    /** Tokens trained on, those before a resume included. */
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
        public Position {
            if (epoch < 0 || nextBatch < 0 || steps < 0 || tokens < 0 || !(seconds >= 0)) {
                throw new IllegalArgumentException("position: expected numbers from 0 on but got epoch " + epoch + ", batch "
                        + nextBatch + ", steps " + steps + ", tokens " + tokens + ", seconds " + seconds);
            }
        }
    }

    public Position position() {
        return new Position(epoch, nextBatch, steps(), tokens, seconds(), seed);
    }

    /**
     * Goes on from a position; the optimiser's and the recurrent states are copied in by who calls this.
     *
     * @param batch the sequences whose states are carried; 0 if none are
     */
    public void resumeAt(Position position, int batch) {
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
        if (batch > 0) {
            run.startWith(batch);
        } else if (run.state() != null) {
            run.state().reset();
        }
    }

    @Override
    public void close() {
        run.close();
        optimizer.close();
    }

    /** See {@link Trainer#builder}. */
    public static final class Builder {
        private final Sequential model;
        private final Dataset data;
        private final Loss loss;
        private OptimizerSpec optimizer = new OptimizerSpec.Adam();
        private Schedule schedule = Schedule.constant(1e-3);
        private double clipNorm = 1;
        private long seed;

        private Builder(Sequential model, Dataset data, Loss loss) {
            this.model = Objects.requireNonNull(model, "model");
            this.data = Objects.requireNonNull(data, "data");
            this.loss = Objects.requireNonNull(loss, "loss");
        }

        public Builder optimizer(OptimizerSpec value) {
            optimizer = value;
            return this;
        }

        public Builder schedule(Schedule value) {
            schedule = value;
            return this;
        }

        /** The global norm at which gradients are clipped; infinity for not at all. */
        public Builder clipNorm(double value) {
            clipNorm = value;
            return this;
        }

        /** Of the masks of dropout and zoneout; 0 unless told otherwise. A resumed run goes on with its own. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Trainer build() {
            return new Trainer(this);
        }
    }
}
