package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.layer.Recurrent;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * The states of a model's recurrent layers, carried from one batch to the next. Owns its memory. Not thread-safe: two
 * concurrent forwards with it, or closing it during one, throw an IllegalStateException.
 */
public final class RecurrentState implements AutoCloseable {
    private static final Watch.Kind KIND = new Watch.Kind("a recurrent state");

    private final Occupancy occupancy = Occupancy.of("recurrent state");
    private final Scope scope;
    private final int batch;
    private final List<Tensor> states = new ArrayList<>();
    private final Watch watch;

    RecurrentState(List<Recurrent> layers, Backend backend, int batch) {
        this.batch = batch;
        scope = Scope.shared(backend, occupancy);
        try {
            for (Recurrent layer : layers) {
                states.add(scope.allocate(
                        "state of " + layer.name(), layer.recurrence().shape(batch)));
            }
        } catch (RuntimeException | Error e) {
            Closing.after(e, scope);
            throw e;
        }
        watch = Watch.of(this, KIND, null);
    }

    /** Returns the states [K,N,H] of the {@code k}-th recurrent layer. */
    public Tensor of(int k) {
        return states.get(k);
    }

    /** Returns N, the number of sequences. */
    public int batch() {
        return batch;
    }

    /** Returns the number of recurrent layers. */
    public int size() {
        return states.size();
    }

    /** Sets all states to zero. */
    public void reset() {
        for (int k = 0; k < states.size(); k++) {
            states.get(k).fill(0);
        }
    }

    /** Sets the states of row n to zero, for a new sequence. */
    public void reset(int n) {
        if (n < 0 || n >= batch) {
            throw new IndexOutOfBoundsException("row of states: expected 0 to " + (batch - 1) + " but got " + n);
        }
        for (int k = 0; k < states.size(); k++) {
            Tensor state = states.get(k);
            for (int l = 0, hidden = state.dim(2); l < state.dim(0); l++) {
                state.zero((l * batch + n) * hidden, hidden);
            }
        }
    }

    /** Copies rows {@code from … from+part.batch()-1} into states of the same layers. */
    public void copyRowsTo(RecurrentState part, int from) {
        for (int k = 0; k < states.size(); k++) {
            copyRows(states.get(k), from, part.states.get(k), 0, part.batch);
        }
    }

    /** Overwrites rows {@code from … from+part.batch()-1} with states of the same layers. */
    public void copyRowsFrom(RecurrentState part, int from) {
        for (int k = 0; k < states.size(); k++) {
            copyRows(part.states.get(k), 0, states.get(k), from, part.batch);
        }
    }

    private static void copyRows(Tensor source, int sourceFrom, Tensor target, int targetFrom, int rows) {
        for (int l = 0, hidden = source.dim(2); l < source.dim(0); l++) {
            target.write(
                    (l * target.dim(1) + targetFrom) * hidden,
                    source,
                    (l * source.dim(1) + sourceFrom) * hidden,
                    rows * hidden);
        }
    }

    /** Begins a forward's exclusive use. */
    void enter() {
        occupancy.enter();
    }

    void leave() {
        occupancy.leave();
    }

    /**
     * Frees the states' memory. Idempotent.
     *
     * @throws IllegalStateException if a forward is using it
     */
    @Override
    public void close() {
        scope.close();
        watch.close();
    }
}
