package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;

/**
 * Makes {@link RecurrentCase}s of LSTM cells and tanh units.
 *
 * <p>Thread-safe: it has no state.
 */
public final class RnnCases {
    private static final int[] SIZES = {1, 7, 17, 33, 65, 100};

    private static final RecurrentCell[] CELLS = {RecurrentCell.LSTM, RecurrentCell.TANH};

    private RnnCases() {}

    /** The case of a seed: small ones, of everything that these layers can be asked. */
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
        return create(
                "random " + seed,
                seed,
                spec,
                new CaseFrame(steps, batch, rows, initialState, upstream, 1 + numbers.below(2), 1));
    }

    /** A case of given dimensions, with all that may be left out. */
    public static RecurrentCase of(RnnSpec spec, int steps, int batch, boolean ragged, long seed) {
        return create(
                "seed " + seed,
                seed,
                spec,
                new CaseFrame(
                        steps,
                        batch,
                        ragged ? RandomCase.Rows.RAGGED : RandomCase.Rows.FULL,
                        true,
                        RandomCase.Upstream.BOTH,
                        1,
                        1));
    }

    static RecurrentCase create(String title, long seed, RnnSpec spec, CaseFrame frame) {
        CaseNumbers numbers = new CaseNumbers(new CounterRandom(seed, 0, 4));
        double bound = frame.weightBound(spec.hiddenSize());
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            ReferenceStack.Weights zeros = ReferenceStack.Weights.zeros(spec, spec.layerOf(k));
            weights.add(new ReferenceStack.Weights(
                    numbers.next(zeros.w().length, bound),
                    numbers.next(zeros.u().length, bound),
                    zeros.b() == null ? null : numbers.next(zeros.b().length, bound)));
        }
        CaseFrame.Parts parts = frame.draw(
                numbers, spec.inputSize(), spec.outputSize(), spec.stateCount() * frame.batch() * spec.hiddenSize());
        String name = String.format(
                "%s: %s T=%d N=%d I=%d H=%d L=%d %s%s",
                title,
                lower(spec.cell()),
                frame.steps(),
                frame.batch(),
                spec.inputSize(),
                spec.hiddenSize(),
                spec.numLayers(),
                lower(spec.direction()),
                frame.suffix(spec.bias()));
        return new RecurrentCase(
                name,
                spec,
                frame.steps(),
                frame.batch(),
                weights,
                parts.x(),
                parts.h0(),
                parts.lengths(),
                null,
                parts.dy(),
                parts.dhT(),
                frame.passes());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
