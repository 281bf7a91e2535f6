package org.gru4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.layer.Parameters;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Updates the parameters from their gradients. Without weight decay this is one kernel call over the whole slab; with
 * it, one call for each range of parameters that decay or do not. Owns its state; closing frees it. Not thread-safe:
 * use by two threads at once, or closing during a step, throws IllegalStateException.
 */
public abstract class Optimizer implements AutoCloseable {
    /**
     * Consecutive parameters with the same weight decay, and their gradients and states. All tensors are views into
     * slabs, each [size].
     */
    record Part(Tensor values, Tensor gradients, List<Tensor> states, double weightDecay) {
        /** Returns the {@code k}-th state, in the order of {@link #addState}. */
        Tensor state(int k) {
            return states.get(k);
        }
    }

    private static final Watch.Kind KIND = new Watch.Kind("an optimizer");

    private final OptimizerSpec spec;
    private final Parameters parameters;
    private final Occupancy occupancy = Occupancy.of("optimizer");
    private final Scope scope;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final Parameters.Update update = this::updateSlab;
    /** Created at the first step, when the slab of values is first accessible. */
    private final List<Part> parts = new ArrayList<>();

    private double learningRate;
    private long steps;
    /** Set when the first state is added; null before. */
    private @Nullable Watch watch;

    Optimizer(OptimizerSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
        this.scope = Scope.shared(parameters.backend(), occupancy);
    }

    /** Adds a state: a tensor with the layout of the slab, initially zero. */
    final void addState(String name) {
        try {
            state.put(name, scope.allocate("optimizer." + name, parameters.size()));
        } catch (RuntimeException | Error e) {
            Closing.after(e, this);
            throw e;
        }
        if (watch == null) {
            watch = Watch.of(this, KIND, null);
        }
    }

    public final OptimizerSpec spec() {
        return spec;
    }

    /**
     * The state that a checkpoint saves in addition to {@link #steps}: tensors of the slab's size, always in the same
     * order.
     */
    public final Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }

    /** Number of steps taken. */
    public final long steps() {
        return steps;
    }

    /** η, the learning rate of the last step; 0 before the first. */
    public final double learningRate() {
        return learningRate;
    }

    /** Continues from a checkpoint, whose tensors were copied into {@link #state}. */
    public final void resumeAt(long stepsTaken) {
        Arguments.requireNotNegative("steps taken", stepsTaken);
        steps = stepsTaken;
    }

    /**
     * Takes one step. The gradients do not change. If it throws, nothing has changed.
     *
     * @param rate η, the learning rate, finite and not negative
     * @throws IllegalArgumentException if the rate is negative or not finite
     * @throws TrainingDivergedException if the norm of the gradients is not finite
     */
    public final void step(double rate) {
        requireRate(rate);
        occupancy.enter();
        try {
            requireFiniteGradients();
            take(rate);
        } finally {
            occupancy.leave();
        }
    }

    /**
     * Checks a learning rate.
     *
     * @throws IllegalArgumentException if the rate is negative or not finite
     */
    public static void requireRate(double rate) {
        Arguments.requireFiniteNotNegative("learning rate", rate);
    }

    private void requireFiniteGradients() {
        double norm = parameters.gradientNorm();
        if (!Double.isFinite(norm)) {
            throw new TrainingDivergedException("training diverged at step " + (steps + 1) + ": the gradient norm is "
                    + norm + "; the step was not taken, and the parameters are unchanged. Try a lower learning rate or"
                    + " clipping, and look for NaN and infinite values in the data");
        }
    }

    private void take(double rate) {
        double rateBefore = learningRate;
        boolean taken = false;
        learningRate = rate;
        steps++;
        try {
            parameters.update(update);
            taken = true;
        } finally {
            if (!taken) {
                learningRate = rateBefore;
                steps--;
            }
        }
    }

    private void updateSlab(Tensor values, Tensor gradients) {
        if (parts.isEmpty()) {
            addParts(values, gradients);
        }
        for (int k = 0; k < parts.size(); k++) {
            update(parts.get(k), learningRate);
        }
    }

    private void addParts(Tensor values, Tensor gradients) {
        if (spec.weightDecay() == 0) {
            parts.add(new Part(values, gradients, List.copyOf(state.values()), 0));
            return;
        }
        for (Parameters.Range range : parameters.ranges()) {
            Shape shape = Shape.of(range.size());
            List<Tensor> states = state.values().stream()
                    .map(tensor -> tensor.view(tensor.name(), range.from(), shape))
                    .toList();
            parts.add(new Part(
                    values.view(values.name(), range.from(), shape),
                    gradients.view(gradients.name(), range.from(), shape),
                    states,
                    range.decays() ? spec.weightDecay() : 0));
        }
    }

    /** The kernel for updates in the parameters' memory. */
    final OptimizerKernel kernel() {
        return parameters.backend().optimizer();
    }

    /** Updates the values and states of a part from its gradients. */
    abstract void update(Part part, double rate);

    @Override
    public final void close() {
        scope.close();
        if (watch != null) {
            watch.close();
        }
    }
}
