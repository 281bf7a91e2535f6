package org.gru4j.train;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.layer.Pass;
import org.gru4j.layer.RecurrentState;
import org.gru4j.layer.Sequential;
import org.gru4j.tensor.Tensor;

/**
 * Runs a model over batches, one after the other, carrying the recurrent states from each row to the one that continues
 * it. Owns its pass and the states, which are kept for the numbers of rows seen last.
 */
final class BatchRun implements AutoCloseable {
    /** So many numbers of rows keep their states. */
    private static final int MAX_SIZES = 8;

    private final Sequential model;
    private final Pass pass;
    /** The one used last comes last. */
    private final List<RecurrentState> states = new ArrayList<>();

    BatchRun(Sequential model, Pass pass) {
        this.model = model;
        this.pass = pass;
    }

    Sequential model() {
        return model;
    }

    Pass pass() {
        return pass;
    }

    /** The states that the next batch starts from; null before the first. */
    RecurrentState state() {
        return states.isEmpty() ? null : states.get(states.size() - 1);
    }

    /** Zero states for so many rows, in place of those carried until now. */
    RecurrentState startWith(int size) {
        RecurrentState state = find(size);
        if (state == null) {
            if (states.size() == MAX_SIZES) {
                states.remove(0).close();
            }
            state = model.newState(size);
        } else {
            states.remove(state);
            state.reset();
        }
        states.add(state);
        return state;
    }

    private RecurrentState find(int size) {
        for (int k = 0; k < states.size(); k++) {
            if (states.get(k).batch() == size) {
                return states.get(k);
            }
        }
        return null;
    }

    /** The model's output [S,N,O] for a batch, in the step that the pass has begun; valid until that ends. */
    Tensor forward(Batch batch) {
        RecurrentState state = state();
        if (state == null || state.batch() != batch.size()) {
            state = startWith(batch.size());
        } else {
            for (int n = 0; n < batch.size(); n++) {
                if (!batch.isContinued(n)) {
                    state.reset(n);
                }
            }
        }
        if (batch.hasIds()) {
            return model.forward(pass, batch.ids(), batch.steps(), batch.size(), state);
        }
        Tensor x = pass.scope().allocateUninitialized("x", batch.steps(), batch.size(), batch.inputSize());
        return model.forward(pass, x.copyFrom(batch.features()), state);
    }

    @Override
    public void close() {
        pass.close();
        states.forEach(RecurrentState::close);
        states.clear();
    }
}
