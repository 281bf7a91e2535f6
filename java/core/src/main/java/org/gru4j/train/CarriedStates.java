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
 * The recurrent states that are carried from batch to batch: from each row to the row that continues it. Owns them, and
 * keeps the states of the batch sizes that were used most recently.
 */
final class CarriedStates implements AutoCloseable {
    /** The number of different batch sizes whose states are kept. */
    private static final int MAX_SIZES = 8;

    private final Sequential model;
    /** Least recently used first. */
    private final List<RecurrentState> states = new ArrayList<>();

    CarriedStates(Sequential model) {
        this.model = model;
    }

    /** Returns the states that the next batch starts from; null before the first batch. */
    @Nullable
    RecurrentState current() {
        return states.isEmpty() ? null : states.get(states.size() - 1);
    }

    /** Replaces the carried states by zero states for {@code size} rows. */
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

    /**
     * Returns the states that a batch starts from: the carried states, with zeros in the rows that do not continue an
     * earlier row.
     */
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
