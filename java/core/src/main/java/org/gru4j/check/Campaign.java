package org.gru4j.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
import org.jspecify.annotations.Nullable;

/**
 * Compares a backend with the reference in random cases: cells, shapes, lengths, states, masks and numbers of threads,
 * in training and in inference.
 *
 * <p>Each case is computed once in training and several times in inference. Three comparisons decide whether it passes:
 * <ul>
 * <li>with the reference in doubles, to {@link Parity}'s tolerance. With weights that saturate gates, a rounding error
 * may grow from step to step until no number of the result is determined any more; such cases are counted as undecided;
 * <li>of every run with the first run, bit for bit;
 * <li>with the panel kernels, of all threads with one thread, bit for bit.
 * </ul>
 *
 * <p>Not thread-safe: use one campaign in one thread at a time.
 */
public final class Campaign {
    /** The number of times that a case runs in inference: errors of concurrent threads do not occur in every run. */
    private static final int INFERENCES = 8;

    private static final int TRAININGS = 2;

    private final IntFunction<Backend> backends;

    /**
     * The outcome of a case.
     *
     * @param failures descriptions of the differences; empty if the case passed
     * @param worst the comparison with the reference that is nearest to its tolerance, or furthest beyond it; null if
     *     there was none
     * @param decided whether all tensors could be compared with the reference; bits are compared in any case
     */
    public record Verdict(RandomCase drawn, List<String> failures, Parity.@Nullable Comparison worst, boolean decided) {
        public boolean passed() {
            return failures.isEmpty();
        }
    }

    /**
     * The outcomes of the cases of one kind.
     *
     * @param undecided the number of passed cases of which not all tensors could be compared with the reference
     */
    public record Count(int passed, int failed, int undecided) {
        private static final Count NONE = new Count(0, 0, 0);

        private Count plus(Verdict verdict) {
            return verdict.passed()
                    ? new Count(passed + 1, failed, undecided + (verdict.decided() ? 0 : 1))
                    : new Count(passed, failed + 1, undecided);
        }
    }

    /** The outcomes of all cases, by kind, sorted by name. */
    public record Summary(Map<String, Count> kinds) {
        public int passed() {
            return kinds.values().stream().mapToInt(Count::passed).sum();
        }

        public int failed() {
            return kinds.values().stream().mapToInt(Count::failed).sum();
        }
    }

    /** @param backends returns the backend under test for a number of threads */
    public Campaign(IntFunction<Backend> backends) {
        this.backends = backends;
    }

    /** Returns the seed of the {@code index}-th case of a campaign. */
    public static long seedOf(long campaignSeed, long index) {
        return new CounterRandom(campaignSeed, 0, 6).bits(index);
    }

    /**
     * Checks random cases, one after the other.
     *
     * @param seed of the campaign
     * @param cases the maximum number of cases
     * @param goOn called before each case; false ends the campaign
     * @param heard receives each verdict immediately
     */
    public Summary run(RandomCase.Space space, long seed, long cases, Supplier<Boolean> goOn, Consumer<Verdict> heard) {
        Map<String, Count> kinds = new TreeMap<>();
        for (long index = 0; index < cases && goOn.get(); index++) {
            Verdict verdict = check(RandomCase.draw(space, seedOf(seed, index)));
            kinds.compute(
                    verdict.drawn().kind().toString(),
                    (kind, count) -> (count == null ? Count.NONE : count).plus(verdict));
            heard.accept(verdict);
        }
        return new Summary(kinds);
    }

    /** Checks one case. An exception counts as a failure of the case. */
    public Verdict check(RandomCase drawn) {
        try {
            return StrategyProperty.with(drawn.strategy().name().toLowerCase(Locale.ROOT), () -> verdict(drawn));
        } catch (RuntimeException e) {
            return new Verdict(drawn, List.of(e.toString()), null, true);
        }
    }

    private Verdict verdict(RandomCase drawn) {
        RecurrentCase c = drawn.create();
        Backend backend = backends.apply(drawn.threads());
        List<Map<String, double[]>> trainings = new ArrayList<>();
        for (int k = 0; k < TRAININGS; k++) {
            trainings.add(RecurrentOutcome.on(backend, c).tensors());
        }
        List<Map<String, double[]>> inferences = RecurrentOutcome.inferencesOn(backend, c, INFERENCES).stream()
                .map(RecurrentOutcome::tensors)
                .toList();
        List<String> failures = new ArrayList<>();
        Map<String, double[]> expected = RecurrentOutcome.inDoubles(c).tensors();
        List<Parity.Comparison> training = compare(drawn, c, expected, trainings.get(0));
        List<Parity.Comparison> inference = compare(drawn, c, expected, inferences.get(0));
        report("training", training, failures);
        report("inference", inference, failures);
        compareRuns("training", trainings, failures);
        compareRuns("inference", inferences, failures);
        if (drawn.strategy() == RandomCase.Strategy.PANEL && drawn.threads() > 1) {
            int limit = Threads.exchangeLimit(1);
            try {
                compareBits(
                        "training, compared with one thread",
                        RecurrentOutcome.on(backend, c).tensors(),
                        trainings.get(0),
                        failures);
                compareBits(
                        "inference, compared with one thread",
                        RecurrentOutcome.inferenceOn(backend, c).tensors(),
                        inferences.get(0),
                        failures);
            } finally {
                Threads.exchangeLimit(limit);
            }
        }
        List<Parity.Comparison> all = new ArrayList<>(training);
        all.addAll(inference);
        return new Verdict(
                drawn,
                failures,
                all.stream()
                        .max(Comparator.comparingDouble(Parity.Comparison::ratio))
                        .orElseThrow(),
                all.stream().allMatch(Parity.Comparison::decides));
    }

    private static List<Parity.Comparison> compare(
            RandomCase drawn, RecurrentCase c, Map<String, double[]> expected, Map<String, double[]> actual) {
        return drawn.isSaturating() ? Parity.compareGrown(c, expected, actual) : Parity.compare(c, expected, actual);
    }

    private static void report(String what, List<Parity.Comparison> comparisons, List<String> failures) {
        for (Parity.Comparison comparison : comparisons) {
            if (!comparison.passed()) {
                failures.add(String.format(
                        Locale.ROOT,
                        "%s of %s is %.3g off, %.3g tolerances",
                        comparison.tensor(),
                        what,
                        comparison.error(),
                        comparison.ratio()));
            }
        }
    }

    private static void compareRuns(String what, List<Map<String, double[]>> runs, List<String> failures) {
        for (int k = 1; k < runs.size(); k++) {
            compareBits(what + ", run " + (k + 1) + " compared with the first", runs.get(0), runs.get(k), failures);
        }
    }

    private static void compareBits(
            String what, Map<String, double[]> expected, Map<String, double[]> actual, List<String> failures) {
        for (Map.Entry<String, double[]> tensor : expected.entrySet()) {
            double[] values = Parity.named(actual, tensor.getKey());
            if (!Arrays.equals(tensor.getValue(), values)) {
                int at = Arrays.mismatch(tensor.getValue(), values);
                failures.add(what + ": " + tensor.getKey() + "[" + at + "] is " + values[at] + ", not "
                        + tensor.getValue()[at]);
                return;
            }
        }
    }
}
