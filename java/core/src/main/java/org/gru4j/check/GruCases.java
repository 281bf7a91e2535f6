package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * Creates {@link RecurrentCase}s of GRUs: a pairwise cover of all properties of a GRU, and any number of random cases.
 * Thread-safe: it has no state.
 */
public final class GruCases {
    private static final List<Integer> SIZES = List.of(1, 7, 17, 33, 65, 100);

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
            List.of(RecurrentCases.Masks.values()));

    private GruCases() {}

    /**
     * Returns a few dozen cases in which every two values of any two properties occur together. The properties are:
     * reset gate, layers, direction, I, H, T, N, lengths (including 0 and 1), initial state, bias, accumulated passes,
     * upstream gradients and masks.
     */
    public static List<RecurrentCase> pairwise() {
        List<Integer> counts = CHOICES.stream().map(List::size).toList();
        List<RecurrentCase> cases = new ArrayList<>();
        for (int[] row : PairwiseCover.of(counts)) {
            cases.add(create("pairwise " + cases.size(), cases.size(), row));
        }
        return cases;
    }

    /** Returns the random case of a seed. */
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
        RecurrentSpec spec = RecurrentSpec.of(
                ((ResetGate) chosen.get(0)).cell(),
                (int) chosen.get(3),
                (int) chosen.get(4),
                (int) chosen.get(1),
                (Direction) chosen.get(2),
                (boolean) chosen.get(9));
        return RecurrentCases.create(
                title,
                seed,
                spec,
                (RecurrentCases.Masks) chosen.get(12),
                new CaseFrame(
                        (int) chosen.get(5),
                        (int) chosen.get(6),
                        (RandomCase.Rows) chosen.get(7),
                        (boolean) chosen.get(8),
                        (RandomCase.Upstream) chosen.get(11),
                        (int) chosen.get(10),
                        1));
    }
}
