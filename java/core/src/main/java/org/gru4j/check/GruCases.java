package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * Makes {@link RecurrentCase}s of GRUs: a pairwise cover of everything that a GRU can be asked, and any number of
 * random ones. Thread-safe: it has no state.
 */
public final class GruCases {
    /** Which masks each layer and direction has. */
    public enum Masks {
        NONE,
        STATE,
        UPDATE,
        BOTH;

        private boolean state() {
            return this == STATE || this == BOTH;
        }

        private boolean update() {
            return this == UPDATE || this == BOTH;
        }
    }

    private static final List<Integer> SIZES = List.of(1, 7, 17, 33, 65, 100);

    /** What dropout at a rate of ⅕ makes. */
    private static final double[] STATE_MASK = {0, 1.25, 1.25, 1.25, 1.25};
    /** What zoneout at a rate of ¼ makes, in training and in inference. */
    private static final double[] UPDATE_MASK = {0, 1, 1, 1, 0.75};

    private static final List<List<?>> CHOICES = List.of(
            List.of(ResetGate.values()),
            List.of(1, 2, 3),
            List.of(Direction.values()),
            SIZES,
            SIZES,
            List.of(1, 2, 9, 20),
            List.of(1, 2, 5, 8),
            List.of(RandomCase.Rows.values()),
            List.of(true, false),
            List.of(true, false),
            List.of(1, 2),
            List.of(RandomCase.Upstream.values()),
            List.of(Masks.values()));

    private GruCases() {}

    /**
     * A few dozen cases in which every two choices of any two properties meet: reset gate, layers, direction, I, H, T,
     * N, lengths (0 and 1 among them), initial state, bias, accumulated passes, upstream gradients, masks.
     */
    public static List<RecurrentCase> pairwise() {
        List<Integer> counts = CHOICES.stream().map(List::size).toList();
        List<RecurrentCase> cases = new ArrayList<>();
        for (int[] row : PairwiseCover.of(counts)) {
            cases.add(create("pairwise " + cases.size(), cases.size(), row));
        }
        return cases;
    }

    /** The case of a seed. */
    public static RecurrentCase random(long seed) {
        CounterRandom random = new CounterRandom(seed, 0, 1);
        int[] row = new int[CHOICES.size()];
        for (int k = 0; k < row.length; k++) {
            row[k] = (int) (random.uniform(k) * CHOICES.get(k).size());
        }
        return create("random " + seed, seed, row);
    }

    private static RecurrentCase create(String title, long seed, int[] row) {
        List<Object> chosen = new ArrayList<>();
        for (int k = 0; k < row.length; k++) {
            chosen.add(CHOICES.get(k).get(row[k]));
        }
        GruSpec spec = new GruSpec(
                (int) chosen.get(3),
                (int) chosen.get(4),
                (int) chosen.get(1),
                (Direction) chosen.get(2),
                (ResetGate) chosen.get(0),
                (boolean) chosen.get(9),
                0,
                0,
                0);
        return create(
                title,
                seed,
                spec,
                (Masks) chosen.get(12),
                new CaseFrame(
                        (int) chosen.get(5),
                        (int) chosen.get(6),
                        (RandomCase.Rows) chosen.get(7),
                        (boolean) chosen.get(8),
                        (RandomCase.Upstream) chosen.get(11),
                        (int) chosen.get(10),
                        1));
    }

    /** A case of given dimensions, with an initial state, both upstream gradients, and no masks. */
    public static RecurrentCase of(GruSpec spec, int steps, int batch, boolean ragged, long seed) {
        return of(spec, steps, batch, ragged, Masks.NONE, seed);
    }

    /** A case of given dimensions and masks, with an initial state and both upstream gradients. */
    public static RecurrentCase of(GruSpec spec, int steps, int batch, boolean ragged, Masks masks, long seed) {
        return create(
                "seed " + seed,
                seed,
                spec,
                masks,
                new CaseFrame(
                        steps,
                        batch,
                        ragged ? RandomCase.Rows.RAGGED : RandomCase.Rows.FULL,
                        true,
                        RandomCase.Upstream.BOTH,
                        1,
                        1));
    }

    static RecurrentCase create(String title, long seed, GruSpec spec, Masks masks, CaseFrame frame) {
        CaseNumbers numbers = new CaseNumbers(new CounterRandom(seed, 0, 2));
        double bound = frame.weightBound(spec.hiddenSize());
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            ReferenceStack.Weights zeros = ReferenceStack.Weights.zeros(spec, spec.layerOf(k));
            weights.add(new ReferenceStack.Weights(
                    numbers.next(zeros.w().length, bound),
                    numbers.next(zeros.u().length, bound),
                    zeros.b() == null ? null : numbers.next(zeros.b().length, bound)));
        }
        CaseFrame.Parts parts = frame.draw(
                numbers, spec.inputSize(), spec.outputSize(), spec.stateCount() * frame.batch() * spec.hiddenSize());
        String name = String.format(
                "%s: T=%d N=%d I=%d H=%d L=%d %s, reset %s%s%s",
                title,
                frame.steps(),
                frame.batch(),
                spec.inputSize(),
                spec.hiddenSize(),
                spec.numLayers(),
                lower(spec.direction()),
                lower(spec.resetGate()),
                frame.suffix(spec.bias()),
                masks == Masks.NONE ? "" : ", masks: " + lower(masks));
        return new RecurrentCase(
                name,
                spec,
                frame.steps(),
                frame.batch(),
                weights,
                parts.x(),
                parts.h0(),
                parts.lengths(),
                masks(masks, spec, frame.steps(), parts.lengths(), frame.batch(), numbers),
                parts.dy(),
                parts.dhT(),
                frame.passes());
    }

    private static List<ReferenceStack.Masks> masks(
            Masks masks, GruSpec spec, int steps, int[] lengths, int batch, CaseNumbers numbers) {
        if (masks == Masks.NONE) {
            return null;
        }
        int size = spec.hiddenSize();
        List<ReferenceStack.Masks> all = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            all.add(new ReferenceStack.Masks(
                    masks.state() ? numbers.pick(batch * size, STATE_MASK) : null,
                    masks.update()
                            ? CaseNumbers.padded(numbers.pick(steps * batch * size, UPDATE_MASK), lengths, batch, size)
                            : null));
        }
        return all;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
