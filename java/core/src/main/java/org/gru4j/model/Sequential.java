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
 * A model of layers one after the other, bound to parameters that it owns. Closing it frees them. Any number of threads
 * may run it forward at once, each with a pass of its own, as long as none changes the parameters; one at a time may
 * run it backward, which two at once are told by an IllegalStateException.
 *
 * <p>Parameters are named after their layer: {@code embedding.W}, {@code gru.l0.forward.W}, {@code dense.b}; a second
 * layer of a kind is {@code gru2}.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Sequential implements AutoCloseable {
    private final ModelSpec spec;
    private final Backend backend;
    private final Parameters parameters;
    private final ModelNodes nodes;
    private final List<Recurrent> recurrent;
    /** The places of what the outputs emit. */
    private final int[] outputs;

    private final Supplier<ModelRun> createRun;

    /**
     * @param seed of the parameters' initial values
     * @throws org.gru4j.tensor.InsufficientMemoryException before anything is allocated, if values and gradients do not fit
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

    /** The recurrent layers, first to last. */
    public List<Recurrent> recurrent() {
        return recurrent;
    }

    /** Those of them that are GRUs. */
    public List<Gru> grus() {
        return recurrent.stream()
                .filter(Gru.class::isInstance)
                .map(Gru.class::cast)
                .toList();
    }

    /**
     * Zero states for {@code batch} sequences; the caller closes them.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public RecurrentState newState(int batch) {
        Arguments.requirePositive("sequences whose states are carried", batch);
        return new RecurrentState(recurrent, backend, batch);
    }

    /**
     * A stream that reads one event after the other, its state zero; the caller closes it, before the model. Any number
     * of them may read at once.
     *
     * @throws IllegalArgumentException if a layer can't run step by step: it reads sequences from their end, which has
     *     not come yet, or makes one step of all
     * @throws org.gru4j.tensor.InsufficientMemoryException if its memory is not to be had
     */
    public SequenceStream newStream() {
        return new SequenceStream(this);
    }

    /**
     * Runs a model whose single input is token ids.
     *
     * @param ids [T,N] row-major
     * @param state read, and replaced by the states after the last valid steps; null to start from zeros
     * @return [T,N,O] the first output, [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step}; valid
     *     until the step ends
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
     * @param state as above
     * @return as above
     */
    public Tensor forward(Pass pass, Tensor x, @Nullable RecurrentState state) {
        requireFeatures();
        ModelRun run = run(pass);
        run.begin(pass);
        run.give(0, x, pass.lengthsInUse());
        return forward(run, state);
    }

    /**
     * Runs any model: each input reads the batch's part of its name, with the lengths that the part has.
     *
     * @param state as above
     * @return as above; {@link #output} has the others
     * @throws IllegalArgumentException if the batch has no part for an input, or one of another kind
     */
    public Tensor forward(Pass pass, Batch batch, @Nullable RecurrentState state) {
        ModelRun run = run(pass);
        run.begin(pass);
        for (int k = 0; k < spec.inputs().size(); k++) {
            give(run, k, pass, batch);
        }
        return forward(run, state);
    }

    /** Gives the k-th input the batch's part of its name. */
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

    /** @throws IllegalStateException that the batch has an input of the other kind */
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

    /** Where an input is among inputs and nodes. */
    int inputPlace(String name) {
        return nodes.place(name);
    }

    /** What carries states at a place; null if nothing does. */
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
                    + (recurrent.size() == 1 ? "" : "s") + " but got " + state.size() + ": they are of another model");
        }
    }

    /**
     * What an input or node emitted in the pass's last forward: [T,N,O], valid until the step ends.
     *
     * @param name of an output, or else of an input of features or a node
     * @throws IllegalArgumentException if there is none of that name
     * @throws IllegalStateException without a forward in this step
     */
    public Tensor output(Pass pass, String name) {
        return run(pass).value(place(name));
    }

    /**
     * The lengths of the sequences in {@link #output}: null if all are full, or a single step. To be read only, and valid
     * until the step ends.
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

    /** @throws IllegalStateException if its input is features, or it has several */
    void requireEmbedding() {
        if (!spec.readsTokens()) {
            throw new IllegalStateException("the model has no embedding: it reads tensors, not token ids");
        }
    }

    /** @throws IllegalStateException if its input is token ids, or it has several */
    void requireFeatures() {
        if (spec.readsTokens()) {
            throw new IllegalStateException("the model begins with an embedding: it reads token ids, not tensors");
        }
    }

    /**
     * What the gates of each GRU do while the model, starting from zeros, reads one sequence of token ids.
     *
     * @param ids [T]
     * @return for each GRU, those of its layers and directions
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
     * Undoes forward, adding to all gradients.
     *
     * @param dy [T,N,O] the gradient of the first output
     * @throws IllegalStateException without a forward in this step, a second time, or if another thread adds to the
     *     gradients at the same time
     * @return the gradient of the first input, valid until the step ends; null if that is token ids
     */
    public @Nullable Tensor backward(Pass pass, Tensor dy) {
        ModelRun run = run(pass);
        run.addGradient(outputs[0], dy);
        return backward(run);
    }

    /**
     * Gives the gradient of an output, before {@link #backward(Pass)}; of those that none is given for it is zero.
     *
     * @param dy [T,N,O], not changed any more
     */
    public void addGradient(Pass pass, String output, Tensor dy) {
        run(pass).addGradient(place(output), dy);
    }

    /** Undoes forward from the gradients that were given by {@link #addGradient}. */
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
     * The gradient of an input of features, or of what a node emits, after backward; valid until the step ends. Null if
     * none came to it.
     */
    public @Nullable Tensor gradient(Pass pass, String name) {
        return run(pass).gradient(place(name));
    }

    /** {@link ModelSpec#summary}: a table of the layers, the shapes that they emit, and their parameters. */
    public String summary() {
        return spec.summary();
    }

    /** The layers, the number of parameters and the backend, for logs. */
    @Override
    public String toString() {
        return "model " + String.join(" → ", spec.layerNames()) + ", " + parameters.count() + " parameters on "
                + backend.name();
    }

    /**
     * Frees the parameters. Idempotent.
     *
     * @throws IllegalStateException if a predictor, a stream or a trainer of it is open, or a thread is inside it; then
     *     nothing has changed. {@link ModelRef} closes a model when its last user has let go
     */
    @Override
    public void close() {
        parameters.close();
    }
}
