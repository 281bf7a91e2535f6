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
 * Moves the parameters along their gradients, by one call of their backend's kernel over the whole slab, or with weight
 * decay over each part in which it applies or does not. Owns its state; closing frees it. Not thread-safe: two threads
 * in it at once, or a close during a step, are an IllegalStateException.
 */
public abstract class Optimizer implements AutoCloseable {
    /** Consecutive parameters that decay alike, and what goes with them: views into the slabs, all [size]. */
    record Part(Tensor values, Tensor gradients, List<Tensor> states, double weightDecay) {
        /** The {@code k}-th that was added. */
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
    /** Made at the first step, which first sees the slab of values. */
    private final List<Part> parts = new ArrayList<>();

    private double learningRate;
    private long steps;
    /** From the first state on; null before. */
    private @Nullable Watch watch;

    Optimizer(OptimizerSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
        this.scope = Scope.shared(parameters.backend(), occupancy);
    }

    /** Adds a tensor of the slab's layout, zero at first. */
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

    /** What a checkpoint saves besides {@link #steps}: tensors of the slab's size, always in the same order. */
    public final Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }

    /** How many steps were taken. */
    public final long steps() {
        return steps;
    }

    /** η of the last step; 0 before the first. */
    public final double learningRate() {
        return learningRate;
    }

    /** Goes on from a checkpoint, whose {@link #state} was copied in. */
    public final void resumeAt(long stepsTaken) {
        Arguments.requireNotNegative("steps taken", stepsTaken);
        steps = stepsTaken;
    }

    /**
     * Takes one step and leaves the gradients as they are. Where it throws, nothing has changed.
     *
     * @param rate η, the learning rate, finite and not negative
     * @throws IllegalArgumentException if it is another
     * @throws TrainingDivergedException if a gradient is not finite
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

    /** @throws IllegalArgumentException if a learning rate is not finite, or negative */
    public static void requireRate(double rate) {
        Arguments.requireFiniteNotNegative("learning rate", rate);
    }

    private void requireFiniteGradients() {
        double norm = parameters.gradientNorm();
        if (!Double.isFinite(norm)) {
            throw new TrainingDivergedException("training diverged at step " + (steps + 1) + ": the gradient norm is "
                    + norm + "; the parameters are those from before the step. A lower learning rate may help, or"
                    + " clipping; or look for what is not a number in the data");
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

    /** What computes updates, on the memory that the parameters are in. */
    final OptimizerKernel kernel() {
        return parameters.backend().optimizer();
    }

    /** Updates a part's values and states, given its gradients. */
    abstract void update(Part part, double rate);

    @Override
    public final void close() {
        scope.close();
        if (watch != null) {
            watch.close();
        }
    }
}
