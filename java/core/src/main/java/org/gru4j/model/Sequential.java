package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.Backend;
import org.gru4j.layer.Gru;
import org.gru4j.layer.Layer;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Recurrent;
import org.gru4j.layer.TokenLayer;
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
    /** The first layer if it reads token ids, else null. */
    private final @Nullable TokenLayer tokens;

    private final List<Layer> layers = new ArrayList<>();
    /** Of each layer, itself if it is recurrent, else null. */
    private final List<@Nullable Recurrent> recurrentOf = new ArrayList<>();

    private final List<Recurrent> recurrent;

    /**
     * @param seed of the parameters' initial values
     * @throws org.gru4j.tensor.InsufficientMemoryException before anything is allocated, if values and gradients do not fit
     */
    public Sequential(ModelSpec spec, Backend backend, long seed) {
        this.spec = spec;
        this.backend = backend;
        List<String> names = spec.layerNames();
        Parameters.Layout layout = spec.layout();
        DirectMemory.require(
                2 * layout.bytes(),
                "a model of " + layout.bytes() / Float.BYTES + " parameters, with as many gradients,");
        parameters = new Parameters(layout, backend, seed);
        for (int k = 0; k < names.size(); k++) {
            Layer layer = spec.layers().get(k).create(names.get(k), parameters);
            layers.add(layer);
            recurrentOf.add(layer instanceof Recurrent states ? states : null);
        }
        recurrent = recurrentOf.stream().filter(Objects::nonNull).toList();
        tokens = spec.readsTokens() ? (TokenLayer) layers.get(0) : null;
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
     * Runs a model that begins with an embedding.
     *
     * @param ids [T,N] row-major
     * @param state read, and replaced by the states after the last valid steps; null to start from zeros
     * @return [T,N,O], [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step}; valid until the step ends
     */
    public Tensor forward(Pass pass, int[] ids, int steps, int batch, @Nullable RecurrentState state) {
        TokenLayer embedding = requireEmbedding();
        parameters.beginForward();
        try {
            return forwardFrom(1, pass, embedding.forward(pass, ids, steps, batch), state);
        } finally {
            parameters.endForward();
        }
    }

    /**
     * Runs a model that has no embedding.
     *
     * @param x [T,N,I]
     * @param state as above
     * @return [T,N,O], [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step}; valid until the step ends
     */
    public Tensor forward(Pass pass, Tensor x, @Nullable RecurrentState state) {
        requireFeatures();
        parameters.beginForward();
        try {
            return forwardFrom(0, pass, x, state);
        } finally {
            parameters.endForward();
        }
    }

    /** @throws IllegalStateException if it reads features */
    TokenLayer requireEmbedding() {
        if (tokens == null) {
            throw new IllegalStateException("the model has no embedding: it reads tensors, not token ids");
        }
        return tokens;
    }

    /** @throws IllegalStateException if it reads token ids */
    void requireFeatures() {
        if (tokens != null) {
            throw new IllegalStateException("the model begins with an embedding: it reads token ids, not tensors");
        }
    }

    /** From layer {@code first} on. */
    private Tensor forwardFrom(int first, Pass pass, Tensor x, @Nullable RecurrentState state) {
        if (state == null) {
            Tensor value = x;
            for (int k = first; k < layers.size(); k++) {
                value = layers.get(k).forward(pass, value);
            }
            return value;
        }
        state.enter();
        try {
            return forwardCarrying(first, pass, x, state);
        } finally {
            state.leave();
        }
    }

    private Tensor forwardCarrying(int first, Pass pass, Tensor x, RecurrentState state) {
        if (state.size() != recurrent.size()) {
            throw new IllegalArgumentException("state: expected those of " + recurrent.size() + " recurrent layer"
                    + (recurrent.size() == 1 ? "" : "s") + " but got " + state.size() + ": they are of another model");
        }
        Tensor value = x;
        int next = 0;
        for (int k = first; k < layers.size(); k++) {
            Recurrent layer = recurrentOf.get(k);
            if (layer == null) {
                value = layers.get(k).forward(pass, value);
            } else {
                Tensor carried = state.of(next++);
                value = layer.forward(pass, value, carried);
                carried.copyFrom(layer.lastState(pass));
            }
        }
        return value;
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
            Tensor value = requireEmbedding().forward(pass, ids, ids.length, 1);
            for (Layer layer : layers.subList(1, layers.size())) {
                if (layer instanceof Gru gru) {
                    gates.add(gru.gates(value, null, null));
                }
                value = layer.forward(pass, value);
            }
        }
        return gates;
    }

    /**
     * Undoes forward, adding to all gradients.
     *
     * @param dy [T,N,O]
     * @throws IllegalStateException without a forward in this step, a second time, or if another thread adds to the
     *     gradients at the same time
     * @return the gradient of x, valid until the step ends; null if the model reads token ids
     */
    public @Nullable Tensor backward(Pass pass, Tensor dy) {
        parameters.beginBackward();
        try {
            Tensor gradient = dy;
            for (int k = layers.size() - 1; k > 0; k--) {
                gradient = requireGradient(layers.get(k).backward(pass, gradient), k);
            }
            return layers.get(0).backward(pass, gradient);
        } finally {
            parameters.endBackward();
        }
    }

    private Tensor requireGradient(@Nullable Tensor gradient, int k) {
        if (gradient == null) {
            throw new IllegalStateException("layer " + k + " ("
                    + spec.layerNames().get(k) + "): its backward gave no gradient for the layer before it");
        }
        return gradient;
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
