package org.gru4j.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * Moves the parameters along their gradients: one loop over the slab, in blocks, in a fixed order. Owns its state;
 * closing frees it. Not thread-safe.
 */
public abstract class Optimizer implements AutoCloseable {
    /** Blocks are copied to the heap, where the compiler vectorises the loops over them. */
    static final int BLOCK = 1024;

    private final OptimizerSpec spec;
    private final Parameters parameters;
    private final Scope scope;
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final Parameters.Update update = this::updateSlab;
    final float[] p = new float[BLOCK];
    final float[] g = new float[BLOCK];
    private double learningRate;
    private long steps;

    Optimizer(OptimizerSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
        this.scope = new Scope(parameters.values().allocator());
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
        for (int from = 0, size = values.size(); from < size; from += BLOCK) {
            int length = Math.min(BLOCK, size - from);
            values.read(from, p, 0, length);
            gradients.read(from, g, 0, length);
            updateBlock(from, length, learningRate);
            values.write(from, p, 0, length);
        }
    }

    /** Updates {@code p}, the slab's elements from {@code from} on, given their gradients {@code g}. */
    abstract void updateBlock(int from, int length, double rate);

    @Override
    public final void close() {
        scope.close();
    }
}
