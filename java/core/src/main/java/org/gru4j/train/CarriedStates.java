package org.gru4j.train;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Watch;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.jspecify.annotations.Nullable;

/**
 * The recurrent states of a model's batches, carried from each row to the one that continues it. Owns them; those for
 * the numbers of rows seen last are kept.
 */
final class CarriedStates implements AutoCloseable {
    /** So many numbers of rows keep their states. */
    private static final int MAX_SIZES = 8;

    private final Sequential model;
    /** The one used last comes last. */
    private final List<RecurrentState> states = new ArrayList<>();

    CarriedStates(Sequential model) {
        this.model = model;
    }

    /** The states that the next batch starts from; null before the first. */
    @Nullable
    RecurrentState current() {
        return states.isEmpty() ? null : states.get(states.size() - 1);
    }

    /** Zero states for so many rows, in place of those carried until now. */
    RecurrentState startWith(int size) {
        for (int k = 0; k < states.size(); k++) {
            if (states.get(k).batch() == size) {
                RecurrentState state = states.remove(k);
                state.reset();
                states.add(state);
                return state;
            }
        }
        if (states.size() == MAX_SIZES) {
            states.remove(0).close();
        }
        RecurrentState made = Watch.makeParts(() -> model.newState(size));
        states.add(made);
        return made;
    }

    /** The states that a batch starts from: those carried, but zeros in rows that do not continue. */
    RecurrentState prepare(Batch batch) {
        RecurrentState state = current();
        if (state == null || state.batch() != batch.size()) {
            return startWith(batch.size());
        }
        for (int n = 0; n < batch.size(); n++) {
            if (!batch.isContinued(n)) {
                state.reset(n);
            }
        }
        return state;
    }

    @Override
    public void close() {
        Closing.all(states, RecurrentState::close);
    }
}
