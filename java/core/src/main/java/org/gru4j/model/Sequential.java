package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.layer.Dense;
import org.gru4j.layer.Dropout;
import org.gru4j.layer.Embedding;
import org.gru4j.layer.FinalStates;
import org.gru4j.layer.Gru;
import org.gru4j.layer.Items;
import org.gru4j.layer.Layer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Pooling;
import org.gru4j.layer.Recurrent;
import org.gru4j.layer.Rnn;
import org.gru4j.recurrent.GruGates;
import org.gru4j.tensor.DirectMemory;
import org.gru4j.tensor.Tensor;

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
    private final Embedding embedding;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Recurrent> recurrent = new ArrayList<>();

    /**
     * @param seed of the parameters' initial values
     * @throws org.gru4j.tensor.InsufficientMemoryException before anything is allocated, if values and gradients do not fit
     */
    public Sequential(ModelSpec spec, Backend backend, long seed) {
        this.spec = spec;
        this.backend = backend;
        List<String> names = spec.layerNames();
        Parameters.Layout layout = layout(spec);
        DirectMemory.require(2 * layout.bytes(), "a model of " + layout.bytes() / Float.BYTES
                + " parameters, with as many gradients,");
        parameters = new Parameters(layout, backend, seed);
        Embedding first = null;
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            LayerSpec layer = spec.layers().get(k);
            if (layer instanceof LayerSpec.OfEmbedding e) {
                first = new Embedding(name, e.vocabularySize(), e.size(), parameters);
            } else if (layer instanceof LayerSpec.OfGru g) {
                Gru gru = new Gru(name, g.spec(), parameters);
                layers.add(gru);
                recurrent.add(gru);
            } else if (layer instanceof LayerSpec.OfRnn r) {
                Rnn rnn = new Rnn(name, r.spec(), parameters);
                layers.add(rnn);
                recurrent.add(rnn);
            } else if (layer instanceof LayerSpec.OfDense d) {
                layers.add(new Dense(name, d.inputSize(), d.outputSize(), parameters));
            } else if (layer instanceof LayerSpec.OfDropout d) {
                layers.add(new Dropout(parameters, name, d.size(), d.rate()));
            } else if (layer instanceof LayerSpec.OfPooling p) {
                layers.add(new Pooling(name, p.size()));
            } else if (layer instanceof LayerSpec.OfFinalStates f) {
                layers.add(new FinalStates(name, f.size(), f.direction()));
            } else if (layer instanceof LayerSpec.OfItems i) {
                layers.add(new Items(name, i.inputSize(), i.count(), parameters));
            }
        }
        embedding = first;
    }

    /** The parameters of a model. */
    static Parameters.Layout layout(ModelSpec spec) {
        Parameters.Layout layout = new Parameters.Layout();
        List<String> names = spec.layerNames();
        for (int k = 0; k < names.size(); k++) {
            declare(layout, names.get(k), spec.layers().get(k));
        }
        return layout;
    }

    private static void declare(Parameters.Layout layout, String name, LayerSpec layer) {
        if (layer instanceof LayerSpec.OfEmbedding e) {
            Embedding.declare(layout, name, e.vocabularySize(), e.size());
        } else if (layer instanceof LayerSpec.OfGru g) {
            Gru.declare(layout, name, g.spec());
        } else if (layer instanceof LayerSpec.OfRnn r) {
            Rnn.declare(layout, name, r.spec());
        } else if (layer instanceof LayerSpec.OfDense d) {
            Dense.declare(layout, name, d.inputSize(), d.outputSize());
        } else if (layer instanceof LayerSpec.OfItems i) {
            Items.declare(layout, name, i.inputSize(), i.count());
        }
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
        return List.copyOf(recurrent);
    }

    /** Those of them that are GRUs. */
    public List<Gru> grus() {
        return recurrent.stream().filter(Gru.class::isInstance).map(Gru.class::cast).toList();
    }

    /**
     * Zero states for {@code batch} sequences; the caller closes them.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public RecurrentState newState(int batch) {
        if (batch <= 0) {
            throw new IllegalArgumentException("states: expected a positive number of sequences but got " + batch);
        }
        return new RecurrentState(recurrent, backend, batch);
    }

    /**
     * A stream that reads one event after the other, its state zero; the caller closes it, before the model. Any number
     * of them may read at once.
     *
     * @throws IllegalArgumentException if a recurrent layer is no GRU, or reads its sequences from their end, which has
     *     not come yet
     * @throws org.gru4j.tensor.InsufficientMemoryException if its memory is not to be had
     */
    public GruStream newStream() {
        return new GruStream(this);
    }

    /**
     * Runs a model that begins with an embedding.
     *
     * @param ids [T,N] row-major
     * @param state read, and replaced by the states after the last valid steps; null to start from zeros
     * @return [T,N,O], [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step}; valid until the step ends
     */
    public Tensor forward(Pass pass, int[] ids, int steps, int batch, RecurrentState state) {
        requireEmbedding();
        parameters.use().beginForward();
        try {
            return forwardFrom(pass, embedding.forward(pass, ids, steps, batch), state);
        } finally {
            parameters.use().endForward();
        }
    }

    /**
     * Runs a model that has no embedding.
     *
     * @param x [T,N,I]
     * @param state as above
     * @return [T,N,O], [1,N,O] of a model that {@linkplain ModelSpec#emitsOneStep emits one step}; valid until the step ends
     */
    public Tensor forward(Pass pass, Tensor x, RecurrentState state) {
        requireFeatures();
        parameters.use().beginForward();
        try {
            return forwardFrom(pass, x, state);
        } finally {
            parameters.use().endForward();
        }
    }

    /** @throws IllegalStateException if it reads features */
    void requireEmbedding() {
        if (embedding == null) {
            throw new IllegalStateException("the model has no embedding: it reads tensors, not token ids");
        }
    }

    /** @throws IllegalStateException if it reads token ids */
    void requireFeatures() {
        if (embedding != null) {
            throw new IllegalStateException("the model begins with an embedding: it reads token ids, not tensors");
        }
    }

    private Tensor forwardFrom(Pass pass, Tensor x, RecurrentState state) {
        if (state == null) {
            return forwardFrom(pass, x);
        }
        state.enter();
        try {
            return forwardCarrying(pass, x, state);
        } finally {
            state.leave();
        }
    }

    private Tensor forwardFrom(Pass pass, Tensor x) {
        Tensor value = x;
        for (int k = 0; k < layers.size(); k++) {
            value = layers.get(k).forward(pass, value);
        }
        return value;
    }

    private Tensor forwardCarrying(Pass pass, Tensor x, RecurrentState state) {
        if (state.size() != recurrent.size()) {
            throw new IllegalArgumentException("state: expected those of " + recurrent.size() + " recurrent layer"
                    + (recurrent.size() == 1 ? "" : "s") + " but got " + state.size() + ": they are of another model");
        }
        Tensor value = x;
        int next = 0;
        for (int k = 0; k < layers.size(); k++) {
            if (layers.get(k) instanceof Recurrent layer) {
                Tensor carried = state.of(next++);
                value = layer.forward(pass, value, carried);
                carried.copyFrom(lastState(layer, pass));
            } else {
                value = layers.get(k).forward(pass, value);
            }
        }
        return value;
    }

    private static Tensor lastState(Recurrent layer, Pass pass) {
        return layer instanceof Gru gru ? gru.lastState(pass) : ((Rnn) layer).lastState(pass);
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
            requireEmbedding();
            Tensor value = embedding.forward(pass, ids, ids.length, 1);
            for (Layer layer : layers) {
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
     * @return the gradient of x, valid until the step ends; null if the model begins with an embedding
     */
    public Tensor backward(Pass pass, Tensor dy) {
        parameters.use().beginBackward();
        try {
            Tensor gradient = dy;
            for (int k = layers.size() - 1; k >= 0; k--) {
                gradient = layers.get(k).backward(pass, gradient);
            }
            if (embedding != null) {
                embedding.backward(pass, gradient);
                return null;
            }
            return gradient;
        } finally {
            parameters.use().endBackward();
        }
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
