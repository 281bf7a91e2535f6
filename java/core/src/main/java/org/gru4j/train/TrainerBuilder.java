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

/** See {@link Trainer#builder}. Not thread-safe: for one thread. */
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
    /** Of the replicas but the first; nobody asks before there are some. */
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

    /** The global norm at which gradients are clipped; infinity for not at all. */
    public TrainerBuilder clipNorm(double value) {
        clipNorm = GradientClip.requirePositive("clipNorm", value);
        return this;
    }

    /** The bound of each element of the gradients, before the norm is clipped; infinity, the default, for none. */
    public TrainerBuilder clipValue(double value) {
        clipValue = GradientClip.requirePositive("clipValue", value);
        return this;
    }

    /**
     * Noise of variance η ÷ (1+t)^γ, added to the clipped gradients ({@link GradientNoise}); none unless told
     * otherwise.
     *
     * @param eta η; 0 for none
     * @param gamma {@link GradientNoise#GAMMA} in the paper
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
     * Of all that is drawn in training: noise, the masks of dropout and zoneout, sampled items; 0 unless told
     * otherwise. A resumed run goes on with its own.
     */
    public TrainerBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Takes a step only after so many batches, along the gradient of their mean loss: as one batch that holds them all,
     * in the memory of one. An epoch's last step may have fewer.
     */
    public TrainerBuilder accumulate(int batches) {
        Arguments.requirePositive("accumulated batches", batches);
        accumulatedBatches = batches;
        return this;
    }

    /**
     * Divides each batch's rows among so many replicas of the model, with a thread each: for machines with more cores
     * than one small model can use. The same number of replicas gives the same bits, and any number the same masks;
     * each thread has its share of the backend's.
     *
     * @param losses makes the losses of the replicas, like the trainer's own
     */
    public TrainerBuilder replicas(int count, Supplier<Loss> losses) {
        Objects.requireNonNull(losses, "losses");
        String output = model.spec().outputs().get(0).name();
        return replicasOfLosses(count, () -> List.of(new OutputLoss(output, losses.get())));
    }

    /** As {@link #replicas}, of a model with several outputs. */
    public TrainerBuilder replicasOfLosses(int count, Supplier<List<OutputLoss>> losses) {
        Arguments.requirePositive("replicas", count);
        replicas = count;
        replicaLosses = Objects.requireNonNull(losses, "losses");
        return this;
    }

    /**
     * Evaluates the model while it is trained, for the schedule, for early stopping and for the listener.
     *
     * @param value null for none
     */
    public TrainerBuilder validation(@Nullable Validation value) {
        validation = value;
        return this;
    }

    /**
     * Ends the training when validations get no better, with the best parameters; needs a validation.
     *
     * @param value null for not at all
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
