package org.gru4j.train;

import java.util.List;
import java.util.function.Supplier;
import org.gru4j.data.Batch;
import org.gru4j.lifetime.Closing;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a training step's mean loss over one or several batches. It is computed by the model alone or by
 * replicas. All terms of the loss have the same weight, whatever batch and replica they belong to.
 */
final class StepGradient implements AutoCloseable {
    private static final long PLACE = 12;

    private final GradientRun run;
    /** Null if there are no replicas. */
    private final @Nullable Replicas replicas;
    /** The states of all rows. */
    private final CarriedStates states;

    private boolean alone;
    private int batches;
    private double lastLoss;

    StepGradient(Sequential model, List<OutputLoss> losses, int count, Supplier<List<OutputLoss>> replicaLosses) {
        run = new GradientRun(model, losses);
        states = count == 1 ? run.states() : new CarriedStates(model);
        try {
            replicas = count == 1 ? null : new Replicas(run, states, count, replicaLosses);
        } catch (RuntimeException | Error e) {
            Closing.after(e, run);
            throw e;
        }
    }

    /** Returns the states that the next batch starts from. */
    CarriedStates states() {
        return states;
    }

    /**
     * Begins a training step.
     *
     * @param count the number of its batches
     * @param step the number of the training step, for error messages
     */
    void begin(int count, long step) {
        alone = count == 1 && replicas == null;
        batches = 0;
        if (replicas == null) {
            run.begin(step);
        } else {
            replicas.begin(step);
        }
    }

    /** Adds a batch. Random masks are a function of the seed, the number, and the batch's index within the step. */
    void add(Batch batch, long seed, long number) {
        long own = batches == 0 ? seed : CounterRandom.key(seed, batches, PLACE);
        batches++;
        if (replicas == null) {
            lastLoss = run.add(batch, 0, batch, own, number, alone);
        } else {
            replicas.add(batch, own, number);
        }
    }

    /** Leaves the gradient in the model's slab, and returns the mean loss. */
    double finish() {
        if (alone) {
            return lastLoss;
        }
        if (replicas != null) {
            replicas.reduce();
        }
        long count = replicas == null ? run.count() : replicas.count();
        if (count == 0) {
            return 0;
        }
        Sequential model = run.model();
        model.backend().optimizer().scale(model.parameters().gradients(), (float) (1.0 / count));
        return (replicas == null ? run.weightedLoss() : replicas.weightedLoss()) / count;
    }

    @Override
    public void close() {
        if (replicas == null) {
            run.close();
        } else {
            Closing.all(replicas, states, run);
        }
    }
}
