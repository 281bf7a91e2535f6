package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** The states of a model's recurrent layers, carried from one step to the next. Owns its memory. */
public final class RecurrentState implements AutoCloseable {
    private final Scope scope;
    private final int batch;
    private final List<Tensor> states = new ArrayList<>();

    RecurrentState(List<Recurrent> layers, Backend backend, int batch) {
        this.batch = batch;
        scope = new Scope(backend);
        for (Recurrent layer : layers) {
            states.add(scope.allocate("state of " + layer.name(), layer.stateShape(batch)));
        }
    }

    /** The states [K,N,H] of the {@code k}-th recurrent layer. */
    public Tensor of(int k) {
        return states.get(k);
    }

    /** N, the sequences whose states these are. */
    public int batch() {
        return batch;
    }

    /** How many recurrent layers there are. */
    public int size() {
        return states.size();
    }

    /** Back to zeros. */
    public void reset() {
        for (int k = 0; k < states.size(); k++) {
            states.get(k).fill(0);
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
