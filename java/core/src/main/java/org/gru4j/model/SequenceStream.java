package org.gru4j.model;

import org.gru4j.backend.Threads;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Reads one sequence event by event, as the events arrive: a session, a sensor, a log. The stream owns the recurrent
 * state; all streams of a model share its parameters.
 *
 * <pre>
 *   float[] output = new float[model.spec().outputFeatures()];
 *   try (SequenceStream stream = model.newStream()) {
 *       stream.step(event, output);                    // the output after this and all earlier events
 *       SequenceStreamState saved = stream.snapshot();      // to continue the session later, here or elsewhere
 *       stream.restore(saved);
 *   }
 * </pre>
 *
 * T steps give the same result as one forward pass over [T,1], except for rounding. All memory is allocated when the
 * stream is created: a step allocates neither heap nor native memory.
 *
 * <p>A step uses only the calling thread, so a service's throughput grows with its number of threads. Any number of
 * streams of one model may step at once while no thread changes the parameters.
 *
 * <p>Not thread-safe: one thread at a time may use a stream, but not always the same one. Concurrent use and use after
 * close throw an IllegalStateException.
 *
 * <p>On {@code onednn}, a stream takes a few KiB besides its states. On {@code reference}, each stream has a copy of
 * its recurrent layers' weights in doubles.
 */
public final class SequenceStream implements AutoCloseable {
    private static final Watch.Kind KIND = new Watch.Kind("a stream");

    private final Sequential model;
    private final Parameters.Hold hold;
    private final Scope scope;
    private final Pass pass;
    private final RecurrentState state;
    /** The event [1,1,I]; null if the model begins with an embedding. */
    private final @Nullable Tensor features;
    /** The event [1,1] of a model that begins with an embedding. */
    private final int[] id = new int[1];

    private final int inputSize;
    private final int outputSize;
    private final int stateSize;
    private final Occupancy occupancy = Occupancy.of("stream");
    private final Watch watch;

    SequenceStream(Sequential model) {
        StepNodes.require(model.spec(), model.spec().input().name(), "a stream");
        this.model = model;
        outputSize = model.spec().outputFeatures();
        stateSize = SequenceStreamState.size(model.spec());
        hold = model.parameters().hold("stream");
        scope = Scope.partOf(model.backend(), occupancy);
        pass = Watch.makeParts(() -> Pass.inference(model.backend()).reusingTensors());
        RecurrentState states = null;
        enter();
        try {
            inputSize = model.spec().inputFeatures();
            features = model.spec().readsTokens() ? null : scope.allocate("features", 1, 1, inputSize);
            states = Watch.makeParts(() -> model.newState(1));
            state = states;
            advance(new float[outputSize]); // creates the kernels and all memory that later steps reuse
            state.reset();
        } catch (RuntimeException | Error e) {
            Closing.after(e, states, pass, scope, hold);
            throw e;
        } finally {
            leave();
        }
        watch = Watch.of(this, KIND, null);
    }

    /**
     * Reads one event of a model that begins with an embedding.
     *
     * @param token 0 to V−1
     * @param output [O] receives the model's output
     * @throws IllegalArgumentException if the id is out of range; the state has not changed then
     * @throws ShapeException if the output has the wrong size; the state has not changed then
     */
    public void step(int token, float[] output) {
        enter();
        try {
            if (features != null) {
                throw new IllegalStateException("the model has no embedding: a step reads features, not a token id");
            }
            requireFloats("output [O]", outputSize, output);
            id[0] = token;
            advance(output);
        } finally {
            leave();
        }
    }

    /**
     * Reads one event of a model that has no embedding.
     *
     * @param event [I], copied
     * @param output [O] receives the model's output; may be the same array
     * @throws ShapeException if either has the wrong size; the state has not changed then
     */
    public void step(float[] event, float[] output) {
        enter();
        try {
            if (features == null) {
                throw new IllegalStateException(
                        "the model begins with an embedding: a step reads a token id," + " not features");
            }
            requireFloats("features [I]", inputSize, event);
            requireFloats("output [O]", outputSize, output);
            features.copyFrom(event);
            advance(output);
        } finally {
            leave();
        }
    }

    /** Runs the model over the current event. */
    private void advance(float[] output) {
        int limit = Threads.exchangeLimit(1);
        try {
            pass.begin(null);
            Tensor y = features == null ? model.forward(pass, id, 1, 1, state) : model.forward(pass, features, state);
            y.read(0, output, 0, outputSize);
        } finally {
            pass.end();
            Threads.exchangeLimit(limit);
        }
    }

    /** Sets the state to zero, which forgets all events. */
    public void reset() {
        enter();
        try {
            state.reset();
        } finally {
            leave();
        }
    }

    /** Returns the number of floats in the state: the sum of K·H over the recurrent layers. */
    public int stateSize() {
        return stateSize;
    }

    /**
     * Returns a copy of the state. Other streams of this model, or of one with the same parameters, can continue from
     * it.
     */
    public SequenceStreamState snapshot() {
        float[] floats = new float[stateSize];
        snapshotInto(floats);
        return new SequenceStreamState(model.spec(), floats);
    }

    /**
     * Copies the state without allocating an object: the states [K,H] of the recurrent layers, one after the other.
     *
     * @param target [{@link #stateSize}] receives the state
     * @throws ShapeException if it has the wrong size
     */
    public void snapshotInto(float[] target) {
        enter();
        try {
            requireFloats("state", stateSize, target);
            int at = 0;
            for (int k = 0; k < state.size(); k++) {
                Tensor states = state.of(k);
                states.read(0, target, at, states.size());
                at += states.size();
            }
        } finally {
            leave();
        }
    }

    /**
     * Continues from a saved state, bit for bit like the stream that it comes from.
     *
     * @throws IllegalArgumentException if the state belongs to a model with a different description; the message
     *     contains the first layer that differs
     */
    public void restore(SequenceStreamState saved) {
        saved.requireSpec(model.spec());
        restoreFrom(saved.floats());
    }

    /**
     * Continues from a saved state without allocating an object.
     *
     * @param source [{@link #stateSize}] as {@link #snapshotInto} wrote it; copied
     * @throws ShapeException if it has the wrong size
     */
    public void restoreFrom(float[] source) {
        enter();
        try {
            requireFloats("state", stateSize, source);
            int at = 0;
            for (int k = 0; k < state.size(); k++) {
                Tensor states = state.of(k);
                states.write(0, source, at, states.size());
                at += states.size();
            }
        } finally {
            leave();
        }
    }

    private static void requireFloats(String what, int size, float[] floats) {
        if (floats.length != size) {
            throw new ShapeException(what + ": expected " + size + " floats but got " + floats.length);
        }
    }

    private void enter() {
        occupancy.enter();
    }

    private void leave() {
        occupancy.leave();
    }

    /**
     * Frees the stream's memory. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside it; nothing has changed then
     */
    @Override
    public void close() {
        if (occupancy.close()) {
            Closing.all(watch::close, state, pass, scope, hold);
        }
    }
}
