package org.gru4j.layer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.gru4j.backend.Lengths;
import org.gru4j.backend.reference.ReferenceGru;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * A GRU of any number of layers, in one or both directions: {@link GruSpec} says which, {@link org.gru4j.recurrent} has the
 * equations. Each layer and direction is one kernel; this class stacks them, concatenating the directions of each layer.
 *
 * <p>Its parameters are {@code NAME.l0.forward.W}, {@code .U}, {@code .b}, {@code NAME.l0.reverse.W}, and so on.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Gru implements Recurrent {
    private final String name;
    private final GruSpec spec;
    private final Recurrence recurrence;
    private final Parameters parameters;
    private final List<GruWeights> weights;
    private final Stack stack;
    private final Supplier<RunCache<GruRun>> createCache;
    private List<GruWeights> gradients;

    /** Declares the parameters, initialised U(±1/√H). */
    static void declare(Parameters.Layout layout, String name, GruSpec spec) {
        int size = spec.hiddenSize();
        Parameters.Initializer initializer = Parameters.Initializer.uniform(1 / Math.sqrt(size));
        for (int k = 0; k < spec.stateCount(); k++) {
            String prefix = prefix(name, spec, k);
            layout.add(prefix + ".W", Shape.of(spec.inputSizeOf(k / spec.direction().count()), 3, size), initializer);
            layout.add(prefix + ".U", Shape.of(size, 3, size), initializer);
            if (spec.bias()) {
                layout.addUndecayed(prefix + ".b", Shape.of(spec.resetGate().biasRows(), size), initializer);
            }
        }
    }

    /**
     * The prefix of the parameters of the {@code k}-th state, counted l0 forward, l0 reverse, l1 forward, …: for example
     * {@code gru.l1.reverse}.
     */
    public static String prefix(String name, GruSpec spec, int k) {
        return Stack.prefix(name, spec.direction(), k);
    }

    Gru(String name, GruSpec spec, Parameters parameters) {
        this.name = name;
        this.spec = spec;
        this.recurrence = new Recurrence(spec.direction(), spec.stateCount(), spec.hiddenSize());
        this.parameters = parameters;
        this.stack = new Stack(parameters, name, "GRU", spec.inputSize(), spec.hiddenSize(), spec.numLayers(),
                spec.direction(), spec.dropout());
        List<GruWeights> values = Stack.weights(name, spec.direction(), spec.stateCount(), spec.bias(), parameters::value,
                GruWeights::new);
        this.weights = values;
        this.createCache = () -> new RunCache<>((pass, steps, batch) ->
                new GruRun(parameters, name, spec, values, pass, steps, batch));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Recurrence recurrence() {
        return recurrence;
    }

    public GruSpec spec() {
        return spec;
    }

    /** The parameters of each layer and direction, in the order l0 forward, l0 reverse, l1 forward, …; read-only views. */
    public List<GruWeights> weights() {
        return weights;
    }

    /** The gradients of {@link #weights()}, views into the slab of gradients. */
    public List<GruWeights> gradients() {
        if (gradients == null) {
            gradients = Stack.weights(name, spec.direction(), spec.stateCount(), spec.bias(), parameters::gradient,
                    GruWeights::new);
        }
        return gradients;
    }

    /** {@link #forward(Pass, Tensor, Tensor)} from states of zero. */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return forward(pass, x, null);
    }

    /**
     * @param x [T,N,I]
     * @param h0 [L·D,N,H] the initial states, copied; null for zeros
     * @return y [T,N,D·H], zero past a row's length; valid until the step ends. The final states are in {@link #finalState}
     * @throws IllegalStateException in training with dropout or zoneout, if the step began without a seed
     */
    @Override
    public Tensor forward(Pass pass, Tensor x, Tensor h0) {
        return forward(pass, x, h0, null);
    }

    /**
     * As above, with masks of the caller's instead of those that the description asks for.
     *
     * @param masks L·D of them, in the order of {@link #weights()}; unchanged until backward has run. Null for the
     *     description's own
     */
    public Tensor forward(Pass pass, Tensor x, Tensor h0, List<GruMasks> masks) {
        requireInputs(x, h0);
        if (masks != null && masks.size() != spec.stateCount()) {
            throw new IllegalArgumentException(name + ": masks: expected L·D = " + spec.stateCount() + " but got "
                    + masks.size());
        }
        int steps = x.dim(0);
        int batch = x.dim(1);
        int[] lengths = pass.lengths(steps, batch);
        RunCache<GruRun> slot = slot(pass);
        GruRun run = slot.begin(name, pass, steps, batch);
        run.beginForward(pass, h0, lengths, masks);
        Tensor y = stack.forward(run, pass, x);
        slot.forwardDone();
        return y;
    }

    /** {@link #backward(Pass, Tensor, Tensor)} for a loss that does not look at the final states. */
    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        return backward(pass, dy, null);
    }

    /**
     * Adds the parameters' gradients to their slab. The initial states' are in {@link #initialStateGradient}.
     *
     * @param dy [T,N,D·H] the gradient of y, not read past a row's length; null for zeros
     * @param dhT [L·D,N,H] the gradients of the final states; null for zeros
     * @return dx [T,N,I], zero past a row's length; valid until the step ends
     */
    public Tensor backward(Pass pass, Tensor dy, Tensor dhT) {
        pass.requireTraining(name);
        RunCache<GruRun> slot = slot(pass);
        GruRun run = slot.current(name);
        if (dy != null) {
            dy.requireShape("dy [T,N,D·H]", run.steps(), run.batch(), spec.outputSize());
        }
        if (dhT != null) {
            dhT.requireShape("dhT [L·D,N,H]", spec.stateCount(), run.batch(), spec.hiddenSize());
        }
        run.beginBackward(dhT, gradients());
        Tensor dx = stack.backward(run, pass, run.steps(), run.batch(), dy);
        slot.backwardDone();
        return dx;
    }

    @Override
    public Tensor lastState(Pass pass) {
        return slot(pass).current(name).states().last();
    }

    /** The gradients [L·D,N,H] of the initial states, after backward; valid until the step ends. */
    public Tensor initialStateGradient(Pass pass) {
        return pass.copy(slot(pass).afterBackward(name).states().dFirst());
    }

    /**
     * The gates' activations for an input, as in inference, computed by the reference in doubles, whatever the backend.
     *
     * @param x [T,N,I]
     * @param h0 [L·D,N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @return one for each layer and direction, in the order l0 forward, l0 reverse, l1 forward, …
     */
    public List<GruGates> gates(Tensor x, Tensor h0, int[] lengths) {
        requireInputs(x, h0);
        int steps = x.dim(0);
        int batch = x.dim(1);
        if (lengths != null) {
            Lengths.require(lengths, batch, steps);
        }
        ReferenceGru reference = new ReferenceGru(spec, steps, batch);
        reference.forward(weights.stream().map(ReferenceGru.Weights::of).toList(), x.toDoubles(),
                h0 == null ? null : h0.toDoubles(), lengths, spec.zoneout() == 0 ? null : expectedMasks(steps, batch));
        return reference.gates();
    }

    private List<ReferenceGru.Masks> expectedMasks(int steps, int batch) {
        double[] update = new double[steps * batch * spec.hiddenSize()];
        Arrays.fill(update, DrawnMasks.keptUpdate(spec));
        return Collections.nCopies(spec.stateCount(), new ReferenceGru.Masks(null, update));
    }

    private void requireInputs(Tensor x, Tensor h0) {
        Layer.requireInput(name, x, spec.inputSize());
        if (h0 != null) {
            h0.requireShape("h0 [L·D,N,H]", spec.stateCount(), x.dim(1), spec.hiddenSize());
        }
    }

    private RunCache<GruRun> slot(Pass pass) {
        return pass.slot(this, createCache);
    }
}
