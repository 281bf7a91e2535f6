package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One or more recurrent layers with the same kind of cell, in one or both directions, as described by a
 * {@link RecurrentSpec}. The equations are in {@link org.gru4j.recurrent}. Each layer and direction is one kernel; this
 * class stacks them, and concatenates the directions of each layer.
 *
 * <p>The parameters are {@code NAME.l0.forward.W}, {@code .U}, {@code .b}, {@code NAME.l0.reverse.W}, and so on. The
 * states are [L·D·S,N,H], in the order l0 forward, l0 reverse, l1 forward, …; for LSTMs, each of them is h, then c.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public abstract sealed class StackedCells implements Recurrent permits Gru, Rnn {
    private final String name;
    private final RecurrentSpec spec;
    private final Recurrence recurrence;
    private final Parameters parameters;
    private final List<RecurrentWeights> weights;
    private final StackedKernels stack;
    private final Supplier<RunCache<RecurrentRun>> createCache;
    /** Null before its first use. */
    private @Nullable List<RecurrentWeights> gradients;

    /**
     * Declares the parameters, with initial values U(±1/√H), except for the biases of LSTMs' forget gates, which are 1.
     */
    static void declare(Parameters.Layout layout, String name, RecurrentSpec spec) {
        RecurrentCell cell = spec.cell();
        int size = spec.hiddenSize();
        Parameters.Initializer uniform = Parameters.Initializer.uniform(1 / Math.sqrt(size));
        Parameters.Initializer bias = cell == RecurrentCell.LSTM
                ? (random, index) -> index / size == 1 ? 1 : uniform.at(random, index)
                : uniform;
        for (int k = 0; k < spec.kernelCount(); k++) {
            String prefix = prefix(name, spec, k);
            layout.add(prefix + ".W", Shape.of(spec.inputSizeOf(spec.layerOf(k)), cell.gates(), size), uniform);
            layout.add(prefix + ".U", Shape.of(size, cell.gates(), size), uniform);
            if (spec.bias()) {
                layout.addUndecayed(prefix + ".b", Shape.of(cell.biasRows(), size), bias);
            }
        }
    }

    /**
     * Returns the prefix of the {@code k}-th kernel's parameter names, for example {@code gru.l1.reverse}. Kernels are
     * counted l0 forward, l0 reverse, l1 forward, …
     */
    public static String prefix(String name, RecurrentSpec spec, int k) {
        return name + ".l" + spec.layerOf(k) + (spec.isReverse(k) ? ".reverse" : ".forward");
    }

    /** @param kind of the layers, for the names of their tensors */
    StackedCells(String name, String kind, RecurrentSpec spec, Parameters parameters) {
        this.name = name;
        this.spec = spec;
        this.recurrence = new Recurrence(spec.direction(), spec.stateCount(), spec.hiddenSize());
        this.parameters = parameters;
        this.stack = new StackedKernels(parameters, name, kind, spec);
        List<RecurrentWeights> values = views(parameters::value);
        this.weights = values;
        this.createCache = () -> new RunCache<>(
                (pass, steps, batch) -> new RecurrentRun(parameters, name, spec, values, pass, steps, batch));
    }

    /** Returns the parameters of each kernel, or their gradients. */
    private List<RecurrentWeights> views(Function<String, Tensor> view) {
        List<RecurrentWeights> views = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            String prefix = prefix(name, spec, k);
            views.add(new RecurrentWeights(
                    view.apply(prefix + ".W"),
                    view.apply(prefix + ".U"),
                    spec.bias() ? view.apply(prefix + ".b") : null));
        }
        return List.copyOf(views);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Recurrence recurrence() {
        return recurrence;
    }

    public RecurrentSpec spec() {
        return spec;
    }

    /**
     * Returns the parameters of each layer and direction as read-only views, in the order l0 forward, l0 reverse, l1
     * forward, …
     */
    public final List<RecurrentWeights> weights() {
        return weights;
    }

    /** Returns the gradients of {@link #weights()} as views into the slab of gradients. */
    public final List<RecurrentWeights> gradients() {
        if (gradients == null) {
            gradients = views(parameters::gradient);
        }
        return gradients;
    }

    /** Runs {@link #forward(Pass, Tensor, Tensor)} from states of zero. */
    @Override
    public final Tensor forward(Pass pass, Tensor x) {
        return forward(pass, x, null, null);
    }

    /**
     * Runs all layers forward.
     *
     * @param x [T,N,I]
     * @param s0 [L·D·S,N,H] the initial states, copied; null for zeros
     * @return y [T,N,D·H], zero beyond a row's length; valid until the step ends. {@link #finalState} returns the final
     *     states
     * @throws IllegalStateException in training with dropout or zoneout, if the step began without a seed
     */
    @Override
    public final Tensor forward(Pass pass, Tensor x, @Nullable Tensor s0) {
        return forward(pass, x, s0, null);
    }

    /**
     * Runs all layers forward, with the given masks instead of random ones.
     *
     * @param masks L·D of them, in the order of {@link #weights()}; unchanged until backward has run. Null to draw
     *     masks with the spec's rates
     * @throws IllegalArgumentException if the cells do not support masks
     */
    public final Tensor forward(Pass pass, Tensor x, @Nullable Tensor s0, @Nullable List<GruMasks> masks) {
        requireInputs(x, s0);
        if (masks != null && masks.size() != spec.kernelCount()) {
            throw new IllegalArgumentException(
                    name + ": masks: expected L·D = " + spec.kernelCount() + " but got " + masks.size());
        }
        int steps = x.dim(0);
        int batch = x.dim(1);
        int[] lengths = pass.lengths(steps, batch);
        RunCache<RecurrentRun> slot = slot(pass);
        RecurrentRun run = slot.begin(name, pass, steps, batch);
        run.beginForward(pass, s0, lengths, masks);
        Tensor y = stack.forward(run, pass, x);
        slot.forwardDone();
        return y;
    }

    /** Runs {@link #backward(Pass, Tensor, Tensor)} for a loss that does not depend on the final states. */
    @Override
    public final Tensor backward(Pass pass, Tensor dy) {
        return backward(pass, dy, null);
    }

    /**
     * Runs backward, and adds the parameters' gradients to their slab. {@link #initialStateGradient} returns the
     * initial states' gradients.
     *
     * @param dy [T,N,D·H] the gradient of y, not read beyond a row's length; null for zeros
     * @param dsT [L·D·S,N,H] the gradients of the final states; null for zeros
     * @return dx [T,N,I], zero beyond a row's length; valid until the step ends
     */
    public final Tensor backward(Pass pass, @Nullable Tensor dy, @Nullable Tensor dsT) {
        pass.requireTraining(name);
        RunCache<RecurrentRun> slot = slot(pass);
        RecurrentRun run = slot.current(name);
        if (dy != null) {
            dy.requireShape("dy [T,N,D·H]", run.steps(), run.batch(), spec.outputSize());
        }
        if (dsT != null) {
            dsT.requireShape("dsT [L·D·S,N,H]", spec.stateCount(), run.batch(), spec.hiddenSize());
        }
        run.beginBackward(dsT, gradients());
        Tensor dx = stack.backward(run, pass, run.steps(), run.batch(), dy);
        slot.backwardDone();
        return dx;
    }

    @Override
    public final Tensor lastState(Pass pass) {
        return slot(pass).current(name).states().last();
    }

    /** Returns the gradients [L·D·S,N,H] of the initial states, after backward; valid until the step ends. */
    public final Tensor initialStateGradient(Pass pass) {
        return pass.copy(slot(pass).afterBackward(name).states().dFirst());
    }

    final void requireInputs(Tensor x, @Nullable Tensor s0) {
        Layer.requireInput(name, x, spec.inputSize());
        if (s0 != null) {
            s0.requireShape("s0 [L·D·S,N,H]", spec.stateCount(), x.dim(1), spec.hiddenSize());
        }
    }

    private RunCache<RecurrentRun> slot(Pass pass) {
        return pass.slot(this, createCache);
    }
}
