package org.gru4j.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * Moves the parameters along their gradients, by one call of their backend's kernel over the whole slab. Owns its
 * state; closing frees it. Not thread-safe.
 */
public abstract class Optimizer implements AutoCloseable {
    private final OptimizerSpec spec;
    private final Parameters parameters;
    private final Scope scope;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final Parameters.Update update = this::updateSlab;
    private double learningRate;
    private long steps;

    Optimizer(OptimizerSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
        this.scope = new Scope(parameters.backend());
    }

    /** A tensor of the slab's layout, zero at first. */
    final Tensor addState(String name) {
        Tensor tensor = scope.allocate("optimizer." + name, parameters.size());
        state.put(name, tensor);
        return tensor;
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

    /** Goes on from a checkpoint, whose {@link #state} was copied in. */
    public final void resumeAt(long stepsTaken) {
        steps = stepsTaken;
    }

    /**
     * Takes one step and leaves the gradients as they are.
     *
     * @param rate η, the learning rate
     */
    public final void step(double rate) {
        learningRate = rate;
        steps++;
        parameters.update(update);
    }

    private void updateSlab(Tensor values, Tensor gradients) {
        update(values, gradients, learningRate);
    }

    /** What computes updates, on the memory that the parameters are in. */
    final OptimizerKernel kernel() {
        return parameters.backend().optimizer();
    }

    /** Updates the slab of values, given that of gradients. */
    abstract void update(Tensor values, Tensor gradients, double rate);

    @Override
    public final void close() {
        scope.close();
    }
}
