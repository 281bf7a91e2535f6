package org.gru4j.layer;

import java.util.List;
import java.util.function.Supplier;
import org.gru4j.recurrent.RnnCell;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * LSTM cells or tanh units in any number of layers, in one or both directions: {@link RnnSpec} says which,
 * {@link org.gru4j.recurrent} has the equations. Each layer and direction is one kernel.
 *
 * <p>Its parameters are {@code NAME.l0.forward.W}, {@code .U}, {@code .b}, {@code NAME.l0.reverse.W}, and so on. Its
 * states are [L·D·S,N,H], those of l0 forward, l0 reverse, l1 forward, …; of LSTMs each time h, then c.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Rnn implements Recurrent {
    private final String name;
    private final RnnSpec spec;
    private final Recurrence recurrence;
    private final Parameters parameters;
    private final Stack stack;
    private final List<RnnWeights> weights;
    private final Supplier<RunCache<RnnRun>> createCache;
    private List<RnnWeights> gradients;

    /** Declares the parameters, initialised U(±1/√H), the forget gates' biases 1. */
    static void declare(Parameters.Layout layout, String name, RnnSpec spec) {
        int size = spec.hiddenSize();
        int gates = spec.cell().gates();
        Parameters.Initializer uniform = Parameters.Initializer.uniform(1 / Math.sqrt(size));
        Parameters.Initializer bias = spec.cell() == RnnCell.LSTM
                ? (random, index) -> index / size == 1 ? 1 : uniform.at(random, index) : uniform;
        for (int k = 0; k < spec.kernelCount(); k++) {
            String prefix = Stack.prefix(name, spec.direction(), k);
            layout.add(prefix + ".W", Shape.of(spec.inputSizeOf(k / spec.direction().count()), gates, size), uniform);
            layout.add(prefix + ".U", Shape.of(size, gates, size), uniform);
            if (spec.bias()) {
                layout.addUndecayed(prefix + ".b", Shape.of(gates, size), bias);
            }
        }
    }

    Rnn(String name, RnnSpec spec, Parameters parameters) {
        this.name = name;
        this.spec = spec;
        this.recurrence = new Recurrence(spec.direction(), spec.stateCount(), spec.hiddenSize());
        this.parameters = parameters;
        this.stack = new Stack(parameters, name, spec.cell().name(), spec.inputSize(), spec.hiddenSize(),
                spec.numLayers(), spec.direction(), 0);
        List<RnnWeights> values = Stack.weights(name, spec.direction(), spec.kernelCount(), spec.bias(), parameters::value,
                RnnWeights::new);
        this.weights = values;
        this.createCache = () -> new RunCache<>((pass, steps, batch) ->
                new RnnRun(spec, values, pass, steps, batch));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Recurrence recurrence() {
        return recurrence;
    }

    public RnnSpec spec() {
        return spec;
    }

    /** The parameters of each layer and direction, l0 forward, l0 reverse, l1 forward, …; read-only views. */
    public List<RnnWeights> weights() {
        return weights;
    }

    /** The gradients of {@link #weights()}, views into the slab of gradients. */
    public List<RnnWeights> gradients() {
        if (gradients == null) {
            gradients = Stack.weights(name, spec.direction(), spec.kernelCount(), spec.bias(), parameters::gradient,
                    RnnWeights::new);
        }
        return gradients;
    }

    /** {@link #forward(Pass, Tensor, Tensor)} from states of zero. */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return forward(pass, x, null);
    }

    /**
     * Runs all layers.
     *
     * @param x [T,N,I]
     * @param initialStates [L·D·S,N,H] copied; null for zeros
     * @return y [T,N,D·H], zero past a row's length; valid until the step ends. The final states are in
     *     {@link #finalState}
     */
    @Override
    public Tensor forward(Pass pass, Tensor x, Tensor initialStates) {
        Layer.requireInput(name, x, spec.inputSize());
        int steps = x.dim(0);
        int batch = x.dim(1);
        if (initialStates != null) {
            initialStates.requireShape("s0 [L·D·S,N,H]", spec.stateCount(), batch, spec.hiddenSize());
        }
        int[] lengths = pass.lengths(steps, batch);
        RunCache<RnnRun> slot = slot(pass);
        RnnRun run = slot.begin(name, pass, steps, batch);
        run.beginForward(initialStates, lengths);
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
     * @param dsT [L·D·S,N,H] the gradients of the final states; null for zeros
     * @return dx [T,N,I], zero past a row's length; valid until the step ends
     */
    public Tensor backward(Pass pass, Tensor dy, Tensor dsT) {
        pass.requireTraining(name);
        RunCache<RnnRun> slot = slot(pass);
        RnnRun run = slot.current(name);
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
    public Tensor lastState(Pass pass) {
        return slot(pass).current(name).states().last();
    }

    /** The gradients [L·D·S,N,H] of the initial states, after backward; valid until the step ends. */
    public Tensor initialStateGradient(Pass pass) {
        return pass.copy(slot(pass).afterBackward(name).states().dFirst());
    }

    private RunCache<RnnRun> slot(Pass pass) {
        return pass.slot(this, createCache);
    }
}
