package org.gru4j.check;

import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;

/**
 * Creates {@link RecurrentCase}s of LSTM cells and tanh units.
 *
 * <p>Thread-safe: it has no state.
 */
public final class RnnCases {
    private static final int[] SIZES = {1, 7, 17, 33, 65, 100};

    private static final RecurrentCell[] CELLS = {RecurrentCell.LSTM, RecurrentCell.TANH};

    private RnnCases() {}

    /** Returns the random case of a seed: a small case with any combination of these layers' properties. */
    public static RecurrentCase random(long seed) {
        CaseNumbers numbers = new CaseNumbers(new CounterRandom(seed, 0, 3));
        RnnSpec spec = new RnnSpec(
                CELLS[numbers.below(2)],
                SIZES[numbers.below(6)],
                SIZES[numbers.below(6)],
                1 + numbers.below(3),
                Direction.values()[numbers.below(3)],
                numbers.below(4) > 0);
        int steps = new int[] {1, 2, 5, 9, 20}[numbers.below(5)];
        int batch = new int[] {1, 2, 5, 17}[numbers.below(4)];
        RandomCase.Rows rows = numbers.below(3) > 0 ? RandomCase.Rows.RAGGED : RandomCase.Rows.FULL;
        boolean initialState = numbers.below(2) > 0;
        RandomCase.Upstream upstream = RandomCase.Upstream.values()[numbers.below(3)];
        return RecurrentCases.create(
                "random " + seed,
                seed,
                spec,
                RecurrentCases.Masks.NONE,
                new CaseFrame(steps, batch, rows, initialState, upstream, 1 + numbers.below(2), 1));
    }
}
