package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.Backend;
import org.gru4j.data.Batch;
import org.gru4j.layer.Attention;
import org.gru4j.layer.Gru;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Recurrent;
import org.gru4j.recurrent.GruGates;
import org.gru4j.tensor.DirectMemory;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model bound to a backend and to parameters, which it owns; closing the model frees them.
 *
 * <p>Parameters are named after their layer: {@code embedding.W}, {@code gru.l0.forward.W}, {@code dense.b}. A second
 * layer of the same kind is {@code gru2}.
 *
 * <p>Several threads may run forward at once, each with its own pass, while no thread changes the parameters. Only one
 * thread at a time may run backward; a second one gets an IllegalStateException.
 */
public final class Sequential implements AutoCloseable {
    private final ModelSpec spec;
    private final Backend backend;
    private final Parameters parameters;
    private final ModelNodes nodes;
    private final List<Recurrent> recurrent;
    /** The places of the outputs' nodes. */
    private final int[] outputs;

    private final Supplier<ModelRun> createRun;

    /**
     * Creates a model with random initial parameters.
     *
     * @param seed of the parameters' initial values
     * @throws org.gru4j.tensor.InsufficientMemoryException if values and gradients do not fit; thrown before anything
     *     is allocated
     */
    public Sequential(ModelSpec spec, Backend backend, long seed) {
        this.spec = spec;
        this.backend = backend;
        Parameters.Layout layout = spec.layout();
        DirectMemory.require(
                2 * layout.bytes(),
                "a model of " + layout.bytes() / Float.BYTES + " parameters, with as many gradients,");
        parameters = new Parameters(layout, backend, seed);
        nodes = new ModelNodes(spec, parameters);
        recurrent = nodes.recurrent();
        outputs = spec.outputs().stream()
                .mapToInt(output -> nodes.place(output.node()))
                .toArray();
        createRun = () -> new ModelRun(nodes);
    }

    public ModelSpec spec() {
        return spec;
    }

    public Backend backend() {
        return backend;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** Returns the recurrent layers, first to last. */
    public List<Recurrent> recurrent() {
        return recurrent;
    }

    /** Returns the recurrent layers that are GRUs, first to last. */
    public List<Gru> grus() {
        return recurrent.stream()
                .filter(Gru.class::isInstance)
                .map(Gru.class::cast)
                .toList();
    }

    /**
     * Creates zero states for {@code batch} sequences; the caller closes them.
     *
     * @throws IllegalArgumentException if {@code batch} is not positive
     */
    public RecurrentState newState(int batch) {
        Arguments.requirePositive("sequences whose states are carried", batch);
        return new RecurrentState(recurrent, backend, batch);
    }

    /**
     * Creates a stream, which reads one event after the other and starts from a zero state. The caller closes it,
     * before the model. Any number of streams may read at once.
     *
     * @throws IllegalArgumentException if a layer can't run step by step: it reads sequences from their end, which is
     *     not known yet, or combines all steps into one
     * @throws org.gru4j.tensor.InsufficientMemoryException if there is not enough memory
     */
    public SequenceStream newStream() {
        return new SequenceStream(this);
    }

    /**
     * Runs a model whose single input is token ids.
     *
     * @param ids [T,N] row-major
     * @param state the initial states; replaced by the states after the last valid steps. Null to start from zeros
     * @return the first output [T,N,O], or [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step};
     *     valid until the step ends
     */
    public Tensor forward(Pass pass, int[] ids, int steps, int batch, @Nullable RecurrentState state) {
        requireEmbedding();
        ModelRun run = run(pass);
        run.begin(pass);
        run.give(0, ids, steps, batch, pass.lengthsInUse());
        return forward(run, state);
    }

    /**
     * Runs a model whose single input is features.
     *
     * @param x [T,N,I]
     * @param state the initial states; replaced by the states after the last valid steps. Null to start from zeros
     * @return the first output [T,N,O], or [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step};
     *     valid until the step ends
     */
    public Tensor forward(Pass pass, Tensor x, @Nullable RecurrentState state) {
        requireFeatures();
        ModelRun run = run(pass);
        run.begin(pass);
        run.give(0, x, pass.lengthsInUse());
        return forward(run, state);
    }

    /**
     * Runs any model. Each input of the model reads the batch's input of the same name, with that input's lengths.
     *
     * @param state the initial states; replaced by the states after the last valid steps. Null to start from zeros
     * @return the first output, as above; {@link #output} returns the others
     * @throws IllegalArgumentException if the batch lacks an input, or has features instead of token ids or vice versa
     */
    public Tensor forward(Pass pass, Batch batch, @Nullable RecurrentState state) {
        ModelRun run = run(pass);
        run.begin(pass);
        for (int k = 0; k < spec.inputs().size(); k++) {
            give(run, k, pass, batch);
        }
        return forward(run, state);
    }

    /** Sets the k-th input from the batch's input of the same name. */
    void give(ModelRun run, int k, Pass pass, Batch batch) {
        ModelInput input = spec.inputs().get(k);
        Batch part = batch.input(input.name());
        if (part.hasIds() != input.isTokens()) {
            requireKind(input);
        }
        if (part.hasIds()) {
            run.give(k, part.ids(), part.steps(), part.size(), part.lengths());
        } else {
            Tensor x = pass.scope().allocateUninitialized(input.name(), part.steps(), part.size(), part.inputSize());
            run.give(k, x.copyFrom(part.features()), part.lengths());
        }
    }

    /** @throws IllegalStateException always: the batch's input is of the other kind */
    private void requireKind(ModelInput input) {
        if (spec.inputs().size() > 1) {
            throw new IllegalStateException("input '" + input.name() + "': expected "
                    + (input.isTokens() ? "token ids but got features" : "features but got token ids"));
        }
        if (input.isTokens()) {
            requireFeatures();
        } else {
            requireEmbedding();
        }
    }

    /** Returns the place of an input. */
    int inputPlace(String name) {
        return nodes.place(name);
    }

    /** Returns the layer that carries states at a place; null if there is none. */
    @Nullable
    Recurrent recurrentAt(int place) {
        return nodes.producer(place) instanceof Recurrent carrying ? carrying : null;
    }

    /** See {@link ModelRun#forwardPart}. */
    void runPart(ModelRun run, boolean[] selected, boolean wanted, @Nullable Tensor[] states, boolean carried) {
        parameters.beginForward();
        try {
            run.forwardPart(selected, wanted, states, carried);
        } finally {
            parameters.endForward();
        }
    }

    ModelRun run(Pass pass) {
        return pass.slot(this, createRun);
    }

    private Tensor forward(ModelRun run, @Nullable RecurrentState state) {
        parameters.beginForward();
        try {
            if (state == null) {
                run.forward(null);
            } else {
                state.enter();
                try {
                    requireOwn(state);
                    run.forward(state);
                } finally {
                    state.leave();
                }
            }
        } finally {
            parameters.endForward();
        }
        return run.value(outputs[0]);
    }

    private void requireOwn(RecurrentState state) {
        if (state.size() != recurrent.size()) {
            throw new IllegalArgumentException("state: expected those of " + recurrent.size() + " recurrent layer"
                    + (recurrent.size() == 1 ? "" : "s") + " but got " + state.size()
                    + ": these states belong to another model");
        }
    }

    /**
     * Returns what an input or node emitted in the pass's last forward: [T,N,O], valid until the step ends.
     *
     * @param name of an output; otherwise of a node or an input of features
     * @throws IllegalArgumentException if there is none of that name
     * @throws IllegalStateException if there was no forward in this step
     */
    public Tensor output(Pass pass, String name) {
        return run(pass).value(place(name));
    }

    /**
     * Returns the lengths of the sequences in {@link #output}; null if all are full, or it has a single step.
     * Read-only, and valid until the step ends.
     */
    public int @Nullable [] outputLengths(Pass pass, String name) {
        return run(pass).lengthsOf(place(name));
    }

    /**
     * The weights a [T,N,S] of an attention node in the pass's last forward: what each of the S steps of the memory adds to
     * the context of each of the T queries, summing to 1. Valid until the step ends, and until backward has run.
     *
     * @param node its name, {@code attention} by default
     * @throws IllegalArgumentException if there is no node of that name, or it is no attention
     * @throws IllegalStateException without a forward in this step
     */
    public Tensor attentionWeights(Pass pass, String node) {
        if (nodes.joinOrNull(nodes.place(node)) instanceof Attention attention) {
            return attention.weights(pass);
        }
        throw new IllegalArgumentException("attention weights: expected an attention node but '" + node + "' is none");
    }

    private int place(String name) {
        for (int k = 0; k < outputs.length; k++) {
            if (spec.outputs().get(k).name().equals(name)) {
                return outputs[k];
            }
        }
        return nodes.place(name);
    }

    /** @throws IllegalStateException if its input is features, or it has several inputs */
    void requireEmbedding() {
        if (!spec.readsTokens()) {
            throw new IllegalStateException("the model has no embedding: it reads tensors, not token ids");
        }
    }

    /** @throws IllegalStateException if its input is token ids, or it has several inputs */
    void requireFeatures() {
        if (spec.readsTokens()) {
            throw new IllegalStateException("the model begins with an embedding: it reads token ids, not tensors");
        }
    }

    /**
     * Returns the gates' activations of each GRU while the model reads one sequence of token ids, starting from zeros.
     *
     * @param ids [T]
     * @return for each GRU, the activations of its layers and directions
     */
    public List<List<GruGates>> gates(int... ids) {
        List<List<GruGates>> gates = new ArrayList<>();
        try (Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            forward(pass, ids, ids.length, 1, null);
            for (ModelNode node : spec.nodes()) {
                if (nodes.layer(nodes.place(node.name())) instanceof Gru gru) {
                    gates.add(gru.gates(output(pass, node.reads().get(0)), null, null));
                }
            }
        }
        return gates;
    }

    /**
     * Runs backward, and adds to all gradients.
     *
     * @param dy [T,N,O] the gradient of the first output
     * @return the gradient of the first input, valid until the step ends; null for token ids
     * @throws IllegalStateException if there was no forward in this step, backward has already run, or another thread
     *     is adding to the gradients
     */
    public @Nullable Tensor backward(Pass pass, Tensor dy) {
        ModelRun run = run(pass);
        run.addGradient(outputs[0], dy);
        return backward(run);
    }

    /**
     * Sets or adds to the gradient of an output, before {@link #backward(Pass)}. Outputs without a gradient count as
     * zero.
     *
     * @param dy [T,N,O]; must not change afterwards
     */
    public void addGradient(Pass pass, String output, Tensor dy) {
        run(pass).addGradient(place(output), dy);
    }

    /** Runs backward from the gradients that were added by {@link #addGradient}. */
    public @Nullable Tensor backward(Pass pass) {
        return backward(run(pass));
    }

    private @Nullable Tensor backward(ModelRun run) {
        parameters.beginBackward();
        try {
            run.backward();
            return run.gradient(0);
        } finally {
            parameters.endBackward();
        }
    }

    /**
     * Returns the gradient of a node's output or of an input of features, after backward; valid until the step ends.
     * Null if it received none.
     */
    public @Nullable Tensor gradient(Pass pass, String name) {
        return run(pass).gradient(place(name));
    }

    /**
     * Returns a table of the layers, the shapes that they emit, and their parameters; see {@link ModelSpec#summary}.
     */
    public String summary() {
        return spec.summary();
    }

    /** Returns the layers, the number of parameters and the backend, for logs. */
    @Override
    public String toString() {
        return "model " + String.join(" → ", spec.layerNames()) + ", " + parameters.count() + " parameters on "
                + backend.name();
    }

    /**
     * Frees the parameters. Idempotent.
     *
     * @throws IllegalStateException if a predictor, stream or trainer of the model is open, or a thread is inside it;
     *     nothing has changed then. A {@link ModelRef} closes a model when its last user is done
     */
    @Override
    public void close() {
        parameters.close();
    }
}
