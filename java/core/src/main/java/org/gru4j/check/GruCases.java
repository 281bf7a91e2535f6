package org.gru4j.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.reference.ReferenceGru;
import org.gru4j.gru.Direction;
import org.gru4j.gru.GruSpec;
import org.gru4j.gru.ResetGate;
import org.gru4j.random.CounterRandom;

/**
 * Makes {@link GruCase}s: a pairwise cover of everything that a GRU can be asked, and any number of random ones.
 * Thread-safe: it has no state.
 */
public final class GruCases {
    /** Whether rows are shorter than T. */
    private enum Rows { FULL, RAGGED, SHORT }

    /** Which upstream gradients there are. */
    private enum Upstream { BOTH, OUTPUT, STATE }

    /** Which masks each layer and direction has. */
    public enum Masks {
        NONE, STATE, UPDATE, BOTH;

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

    private static final List<List<?>> CHOICES = List.of(List.of(ResetGate.values()), List.of(1, 2, 3),
            List.of(Direction.values()), SIZES, SIZES, List.of(1, 2, 9, 20), List.of(1, 2, 5, 8), List.of(Rows.values()),
            List.of(true, false), List.of(true, false), List.of(1, 2), List.of(Upstream.values()), List.of(Masks.values()));

    private GruCases() {}

    /**
     * A few dozen cases in which every two choices of any two properties meet: reset gate, layers, direction, I, H, T, N,
     * lengths (0 and 1 among them), initial state, bias, accumulated passes, upstream gradients, masks.
     */
    public static List<GruCase> pairwise() {
        List<Integer> counts = CHOICES.stream().map(List::size).toList();
        List<GruCase> cases = new ArrayList<>();
        for (int[] row : PairwiseCover.of(counts)) {
            cases.add(create("pairwise " + cases.size(), cases.size(), row));
        }
        return cases;
    }

    /** The case of a seed. */
    public static GruCase random(long seed) {
        CounterRandom random = new CounterRandom(seed, 0, 1);
        int[] row = new int[CHOICES.size()];
        for (int k = 0; k < row.length; k++) {
            row[k] = (int) (random.uniform(k) * CHOICES.get(k).size());
        }
        return create("random " + seed, seed, row);
    }

    private static GruCase create(String title, long seed, int[] row) {
        List<Object> chosen = new ArrayList<>();
        for (int k = 0; k < row.length; k++) {
            chosen.add(CHOICES.get(k).get(row[k]));
        }
        GruSpec spec = new GruSpec((int) chosen.get(3), (int) chosen.get(4), (int) chosen.get(1), (Direction) chosen.get(2),
                (ResetGate) chosen.get(0), (boolean) chosen.get(9), 0, 0, 0);
        Upstream upstream = (Upstream) chosen.get(11);
        return create(title, seed, spec, (int) chosen.get(5), (int) chosen.get(6), (Rows) chosen.get(7),
                (boolean) chosen.get(8), (Masks) chosen.get(12), (int) chosen.get(10), upstream != Upstream.STATE,
                upstream != Upstream.OUTPUT);
    }

    /** A case of given dimensions, with an initial state, both upstream gradients, and no masks. */
    public static GruCase of(GruSpec spec, int steps, int batch, boolean ragged, long seed) {
        return of(spec, steps, batch, ragged, Masks.NONE, seed);
    }

    /** A case of given dimensions and masks, with an initial state and both upstream gradients. */
    public static GruCase of(GruSpec spec, int steps, int batch, boolean ragged, Masks masks, long seed) {
        return create("seed " + seed, seed, spec, steps, batch, ragged ? Rows.RAGGED : Rows.FULL, true, masks, 1, true, true);
    }

    private static GruCase create(String title, long seed, GruSpec spec, int steps, int batch, Rows rows,
            boolean initialState, Masks masks, int passes, boolean dy, boolean dhT) {
        Numbers numbers = new Numbers(new CounterRandom(seed, 0, 2));
        double bound = 1 / Math.sqrt(spec.hiddenSize());
        List<ReferenceGru.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            ReferenceGru.Weights zeros = ReferenceGru.Weights.zeros(spec, k / spec.direction().count());
            weights.add(new ReferenceGru.Weights(numbers.next(zeros.w().length, bound), numbers.next(zeros.u().length, bound),
                    zeros.b() == null ? null : numbers.next(zeros.b().length, bound)));
        }
        int[] lengths = lengths(rows, steps, batch, numbers);
        int states = spec.stateCount() * batch * spec.hiddenSize();
        double[] x = padded(numbers.next(steps * batch * spec.inputSize(), 1), lengths, batch, spec.inputSize());
        double[] upstreamY = dy
                ? padded(numbers.next(steps * batch * spec.outputSize(), 1), lengths, batch, spec.outputSize()) : null;
        String name = String.format("%s: T=%d N=%d I=%d H=%d L=%d %s, reset %s%s%s%s%s%s%s%s", title, steps, batch,
                spec.inputSize(), spec.hiddenSize(), spec.numLayers(), lower(spec.direction()), lower(spec.resetGate()),
                rows == Rows.FULL ? "" : " " + lower(rows), initialState ? " h0" : "", spec.bias() ? "" : " biasless",
                passes > 1 ? " " + passes + " passes" : "", dy ? "" : " no dy", dhT ? "" : " no dhT",
                masks == Masks.NONE ? "" : ", masks: " + lower(masks));
        double[] h0 = initialState ? numbers.next(states, 1) : null;
        double[] upstreamH = dhT ? numbers.next(states, 1) : null;
        return new GruCase(name, spec, steps, batch, weights, x, h0, lengths, masks(masks, spec, steps, lengths, batch, numbers),
                upstreamY, upstreamH, passes);
    }

    private static List<ReferenceGru.Masks> masks(Masks masks, GruSpec spec, int steps, int[] lengths, int batch,
            Numbers numbers) {
        if (masks == Masks.NONE) {
            return null;
        }
        int size = spec.hiddenSize();
        List<ReferenceGru.Masks> all = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            all.add(new ReferenceGru.Masks(masks.state() ? numbers.pick(batch * size, STATE_MASK) : null,
                    masks.update() ? padded(numbers.pick(steps * batch * size, UPDATE_MASK), lengths, batch, size) : null));
        }
        return all;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static int[] lengths(Rows rows, int steps, int batch, Numbers numbers) {
        if (rows == Rows.FULL) {
            return null;
        }
        int[] lengths = new int[batch];
        for (int n = 0; n < batch; n++) {
            int longest = rows == Rows.SHORT ? 1 : steps;
            lengths[n] = n == 0 && rows == Rows.RAGGED ? steps : n == 1 ? 0 : (int) (numbers.uniform() * (longest + 1));
        }
        return lengths;
    }

    /** What lies past a row's length is NaN: whoever reads it is found out. */
    private static double[] padded(double[] values, int[] lengths, int batch, int features) {
        for (int row = 0; lengths != null && row < values.length / features; row++) {
            if (row / batch >= lengths[row % batch]) {
                Arrays.fill(values, row * features, (row + 1) * features, Double.NaN);
            }
        }
        return values;
    }

    /** Numbers that are exact in float, one after the other. */
    private static final class Numbers {
        private final CounterRandom random;
        private long index;

        Numbers(CounterRandom random) {
            this.random = random;
        }

        double uniform() {
            return random.uniform(index++);
        }

        double[] pick(int count, double... choices) {
            double[] values = new double[count];
            for (int k = 0; k < count; k++) {
                values[k] = choices[(int) (uniform() * choices.length)];
            }
            return values;
        }

        double[] next(int count, double bound) {
            double[] values = new double[count];
            for (int k = 0; k < count; k++) {
                values[k] = (float) (bound * (2 * uniform() - 1));
            }
            return values;
        }
    }
}
