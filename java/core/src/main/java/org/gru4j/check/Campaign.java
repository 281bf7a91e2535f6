package org.gru4j.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Threads;
import org.gru4j.random.CounterRandom;

/**
 * A backend against the reference over random cases: cells, shapes, lengths, states, masks, numbers of threads, in training
 * and in inference.
 *
 * <p>Each case is computed in training, and several times over in inference, and decided by three comparisons:
 * <ul>
 * <li>with the reference in doubles, to {@link Parity}'s tolerance. With weights that saturate gates, a rounding may grow
 * from step to step. How much is measured: the reference runs once more with an input that is one ulp of float off
 * everywhere; a tensor that moves by more than Parity takes for the rounding of a single number, ε times its scale, has a
 * tolerance that is as many times larger. Where that reaches the tensor itself, there is nothing to compare;
 * <li>of every run with the first, to the bit;
 * <li>on panels, of all threads with one, to the bit.
 * </ul>
 */
public final class Campaign {
    /** So often does a case run in inference; what threads do to each other does not happen at every run. */
    private static final int INFERENCES = 8;
    private static final int TRAININGS = 2;

    private final IntFunction<Backend> backends;

    /**
     * What became of a case.
     *
     * @param failures what differs, in words; none if it passed
     * @param worst the comparison with the reference that is nearest to its tolerance, or furthest beyond it; null if there
     *     was none
     */
    public record Verdict(RandomCase drawn, List<String> failures, Parity.Comparison worst) {
        public boolean passed() {
            return failures.isEmpty();
        }
    }

    /** What became of the cases of a kind. */
    public record Count(int passed, int failed) {
        private Count plus(boolean another) {
            return another ? new Count(passed + 1, failed) : new Count(passed, failed + 1);
        }
    }

    /** What became of all cases, by kind in the order of names. */
    public record Summary(Map<String, Count> kinds) {
        public int passed() {
            return kinds.values().stream().mapToInt(Count::passed).sum();
        }

        public int failed() {
            return kinds.values().stream().mapToInt(Count::failed).sum();
        }
    }

    /** @param backends the backend under test, for a number of threads */
    public Campaign(IntFunction<Backend> backends) {
        this.backends = backends;
    }

    /** The seed of the {@code index}-th case of a campaign. */
    public static long seedOf(long campaignSeed, long index) {
        return new CounterRandom(campaignSeed, 0, 6).bits(index);
    }

    /**
     * Checks cases one after the other.
     *
     * @param seed of the campaign
     * @param cases how many
     * @param goOn asked before each case whether to go on
     * @param heard gets each verdict as it falls
     */
    public Summary run(RandomCase.Space space, long seed, long cases, Supplier<Boolean> goOn, Consumer<Verdict> heard) {
        Map<String, Count> kinds = new TreeMap<>();
        for (long index = 0; index < cases && goOn.get(); index++) {
            Verdict verdict = check(RandomCase.draw(space, seedOf(seed, index)));
            kinds.merge(verdict.drawn().kind().toString(), new Count(0, 0).plus(verdict.passed()),
                    (count, one) -> count.plus(verdict.passed()));
            heard.accept(verdict);
        }
        return new Summary(kinds);
    }

    /** Checks one case. An exception on the way is a failure of the case. */
    public Verdict check(RandomCase drawn) {
        try {
            return StrategyProperty.with(drawn.strategy().name().toLowerCase(Locale.ROOT), () -> verdict(drawn));
        } catch (RuntimeException e) {
            return new Verdict(drawn, List.of(e.toString()), null);
        }
    }

    private Verdict verdict(RandomCase drawn) {
        RecurrentCase c = drawn.create();
        Backend backend = backends.apply(drawn.threads());
        List<Map<String, double[]>> trainings = new ArrayList<>();
        for (int k = 0; k < TRAININGS; k++) {
            trainings.add(c.trainedOn(backend));
        }
        List<Map<String, double[]>> inferences = c.inferredOn(backend, INFERENCES);
        List<String> failures = new ArrayList<>();
        Parity.Comparison worst = compareWithReference(drawn, c, trainings.get(0), inferences.get(0), failures);
        compareRuns("training", trainings, failures);
        compareRuns("inference", inferences, failures);
        if (drawn.strategy() == RandomCase.Strategy.PANEL && drawn.threads() > 1) {
            int limit = Threads.exchangeLimit(1);
            try {
                compareBits("training, beside one thread", c.trainedOn(backend), trainings.get(0), failures);
                compareBits("inference, beside one thread", c.inferredOn(backend, 1).get(0), inferences.get(0), failures);
            } finally {
                Threads.exchangeLimit(limit);
            }
        }
        return new Verdict(drawn, failures, worst);
    }

    private static Parity.Comparison compareWithReference(RandomCase drawn, RecurrentCase c, Map<String, double[]> training,
            Map<String, double[]> inference, List<String> failures) {
        Map<String, double[]> expected = c.inDoubles();
        Map<String, Double> growths = drawn.isSaturating() ? Parity.growths(c, expected, moved(c).inDoubles()) : Map.of();
        Parity.Comparison worst = null;
        for (Map<String, double[]> actual : List.of(training, inference)) {
            for (Parity.Comparison plain : Parity.compare(c, expected, actual)) {
                double growth = growths.getOrDefault(plain.tensor(), 1.0);
                Parity.Comparison comparison = new Parity.Comparison(plain.tensor(), plain.error(),
                        plain.tolerance() * growth);
                if (growth > 1 && !(comparison.tolerance() < Parity.largest(expected.get(plain.tensor())))) {
                    continue;
                }
                worst = worst == null || comparison.ratio() > worst.ratio() ? comparison : worst;
                if (!comparison.passed()) {
                    failures.add(String.format(Locale.ROOT, "%s of %s is %.3g off, %.3g tolerances", plain.tensor(),
                            actual == training ? "training" : "inference", comparison.error(), comparison.ratio()));
                }
            }
        }
        return worst;
    }

    /** The same with every input a float further up or down. */
    private static RecurrentCase moved(RecurrentCase c) {
        CounterRandom random = new CounterRandom(c.steps(), c.batch(), 7);
        double[] x = c.x().clone();
        for (int k = 0; k < x.length; k++) {
            x[k] = random.uniform(k) < 0.5 ? Math.nextUp((float) x[k]) : Math.nextDown((float) x[k]);
        }
        return c.withX(x);
    }

    private static void compareRuns(String what, List<Map<String, double[]>> runs, List<String> failures) {
        for (int k = 1; k < runs.size(); k++) {
            compareBits(what + ", run " + (k + 1) + " beside the first", runs.get(0), runs.get(k), failures);
        }
    }

    private static void compareBits(String what, Map<String, double[]> expected, Map<String, double[]> actual,
            List<String> failures) {
        for (Map.Entry<String, double[]> tensor : expected.entrySet()) {
            double[] values = actual.get(tensor.getKey());
            if (!Arrays.equals(tensor.getValue(), values)) {
                int at = Arrays.mismatch(tensor.getValue(), values);
                failures.add(what + ": " + tensor.getKey() + "[" + at + "] is " + values[at] + ", not " + tensor.getValue()[at]);
                return;
            }
        }
    }
}
