package org.gru4j.train;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.gru4j.argument.Arguments;
import org.gru4j.data.Dataset;
import org.gru4j.loss.Loss;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.ModelOutput;
import org.gru4j.model.Sequential;
import org.gru4j.optim.GradientClip;
import org.gru4j.optim.GradientNoise;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.jspecify.annotations.Nullable;

/** Configures a {@link Trainer}; see {@link Trainer#builder}. Not thread-safe. */
public final class TrainerBuilder {
    final Sequential model;
    final Dataset data;
    final List<OutputLoss> losses;
    OptimizerSpec optimizer = new OptimizerSpec.Adam();
    Schedule schedule = Schedule.constant(1e-3);
    double clipNorm = 1;
    double clipValue = Double.POSITIVE_INFINITY;
    double noiseEta;
    double noiseGamma;
    long seed;
    int accumulatedBatches = 1;
    int replicas = 1;
    /** Creates the losses of each replica except the first; not called unless there are several. */
    Supplier<List<OutputLoss>> replicaLosses;

    @Nullable
    Validation validation;

    @Nullable
    EarlyStopping earlyStopping;

    TrainerBuilder(Sequential model, Dataset data, List<OutputLoss> losses) {
        this.model = Objects.requireNonNull(model, "model");
        this.data = Objects.requireNonNull(data, "data");
        this.losses = OutputLoss.require(
                losses, model.spec().outputs().stream().map(ModelOutput::name).toList());
        replicaLosses = () -> this.losses;
    }

    public TrainerBuilder optimizer(OptimizerSpec value) {
        optimizer = Objects.requireNonNull(value, "optimizer");
        return this;
    }

    public TrainerBuilder schedule(Schedule value) {
        schedule = Objects.requireNonNull(value, "schedule");
        return this;
    }

    /** Sets the global norm at which gradients are clipped; infinity disables it. */
    public TrainerBuilder clipNorm(double value) {
        clipNorm = GradientClip.requirePositive("clipNorm", value);
        return this;
    }

    /**
     * Limits the absolute value of each gradient element, before the norm is clipped; infinity, the default, disables
     * it.
     */
    public TrainerBuilder clipValue(double value) {
        clipValue = GradientClip.requirePositive("clipValue", value);
        return this;
    }

    /**
     * Adds noise of variance η ÷ (1+t)^γ to the clipped gradients ({@link GradientNoise}). By default there is none.
     *
     * @param eta η; 0 for none
     * @param gamma γ; {@link GradientNoise#GAMMA} in the paper
     */
    public TrainerBuilder gradientNoise(double eta, double gamma) {
        if (!(eta >= 0 && eta < Double.POSITIVE_INFINITY) || !(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "gradient noise: expected eta and gamma finite and not negative but got " + eta + " and " + gamma);
        }
        noiseEta = eta;
        noiseGamma = gamma;
        return this;
    }

    /**
     * Sets the seed of everything random in training: noise, the masks of dropout and zoneout, and sampled items; 0 by
     * default. A resumed run continues with its own seed.
     */
    public TrainerBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Accumulates gradients over {@code batches} batches before each update. The update is that of one large batch with
     * all their rows, but takes only the memory of one of them. The last training step of an epoch may have fewer
     * batches.
     */
    public TrainerBuilder accumulate(int batches) {
        Arguments.requirePositive("accumulated batches", batches);
        accumulatedBatches = batches;
        return this;
    }

    /**
     * Divides each batch's rows among {@code count} replicas of the model, each with its own thread. This helps on
     * machines with more cores than one small model can use. The same number of replicas gives the same result, bit for
     * bit, and the masks are the same for any number. Each thread has a share of the backend's threads.
     *
     * @param losses creates losses for the replicas, of the same kind as the trainer's
     */
    public TrainerBuilder replicas(int count, Supplier<Loss> losses) {
        Objects.requireNonNull(losses, "losses");
        String output = model.spec().outputs().get(0).name();
        return replicasOfLosses(count, () -> List.of(new OutputLoss(output, losses.get())));
    }

    /** {@link #replicas} for a model with several outputs. */
    public TrainerBuilder replicasOfLosses(int count, Supplier<List<OutputLoss>> losses) {
        Arguments.requirePositive("replicas", count);
        replicas = count;
        replicaLosses = Objects.requireNonNull(losses, "losses");
        return this;
    }

    /**
     * Evaluates the model during training, for the schedule, for early stopping and for the listener.
     *
     * @param value null for none
     */
    public TrainerBuilder validation(@Nullable Validation value) {
        validation = value;
        return this;
    }

    /**
     * Ends the training when validations no longer improve, with the best parameters. Needs a validation.
     *
     * @param value null for no early stopping
     */
    public TrainerBuilder earlyStopping(@Nullable EarlyStopping value) {
        earlyStopping = value;
        return this;
    }

    /** @throws IllegalArgumentException if settings contradict each other */
    public Trainer build() {
        return new Trainer(this);
    }
}
