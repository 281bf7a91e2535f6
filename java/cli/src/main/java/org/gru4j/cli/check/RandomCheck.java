package org.gru4j.cli.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gru4j.backend.Backends;
import org.gru4j.check.Campaign;
import org.gru4j.check.Parity;
import org.gru4j.check.RandomCase;
import org.gru4j.cli.terminal.Console;
import org.gru4j.recurrent.RecurrentCell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code gru4j check --random}: checks random cases, or repeats one of them. */
final class RandomCheck {
    private static final int DEFAULT_SECONDS = 60;

    @Option(
            names = "--random",
            required = true,
            description = "Check random cells, shapes, lengths, masks and threads. A failure prints the command that"
                    + " repeats its case.")
    @SuppressWarnings("unused") // picocli uses it
    private boolean random;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Time limit in seconds (default: " + DEFAULT_SECONDS + ", or none with --cases).")
    private @Nullable Integer seconds;

    @Option(
            names = "--cases",
            paramLabel = "N",
            description = "Number of cases (default: as many as there is time for).")
    private @Nullable Long cases;

    @Option(
            names = "--seed",
            paramLabel = "X",
            description = "Random seed: the same seed gives the same cases (default: 0).")
    private long seed;

    @Option(
            names = "--cells",
            paramLabel = "CELL,…",
            split = ",",
            hideParamSyntax = true,
            description = "Cells to check: gru-after, gru-before, lstm, tanh (default: all).")
    private @Nullable List<String> cells;

    @Option(
            names = "--strategies",
            paramLabel = "NAME,…",
            split = ",",
            hideParamSyntax = true,
            description = "Strategies to check: panel, primitive (default: both).")
    private @Nullable List<String> strategies;

    @Option(
            names = "--case",
            paramLabel = "CODE",
            description = "Repeat one case, by the code that its failure printed.")
    private @Nullable String code;

    private long heard;

    /**
     * Runs the check; returns true if all cases passed.
     *
     * @param threads the numbers of threads to draw from; null for 1 to 16
     */
    boolean run(Console console, String backend, @Nullable List<Integer> threads) {
        Campaign campaign = new Campaign(count -> Backends.named(backend, count));
        if (code != null) {
            return runCase(console, backend, campaign, code);
        }
        RandomCase.Space space = new RandomCase.Space(
                choices("--cells", RandomCase.Space.ALL.cells().toArray(RecurrentCell[]::new), cells),
                choices("--strategies", RandomCase.Strategy.values(), strategies),
                threads == null ? RandomCase.Space.ALL.threads() : threads);
        requirePositive("--seconds", seconds);
        requirePositive("--cases", cases);
        long most = seconds != null ? seconds : cases == null ? DEFAULT_SECONDS : Integer.MAX_VALUE;
        long begin = System.nanoTime();
        console.note("checking backend " + backend + " against the reference in double precision, random cases of seed "
                + seed);
        Campaign.Summary summary = campaign.run(
                space,
                seed,
                cases == null ? Long.MAX_VALUE : cases,
                () -> System.nanoTime() - begin < most * 1_000_000_000L,
                verdict -> hear(console, backend, verdict));
        summary.kinds().forEach((kind, count) -> sayCount(console, kind, count));
        double took = (System.nanoTime() - begin) / 1e9;
        console.say(String.format(
                Locale.ROOT, "%d passed, %d failed in %.0f seconds", summary.passed(), summary.failed(), took));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("backend", backend);
        result.put("seed", seed);
        result.put("passed", summary.passed());
        result.put("failed", summary.failed());
        result.put("seconds", took);
        console.event("result", result);
        if (summary.passed() + summary.failed() == 0) {
            throw new IllegalStateException("no case was checked");
        }
        return summary.failed() == 0;
    }

    private boolean runCase(Console console, String backend, Campaign campaign, String asked) {
        if (seconds != null || cases != null || cells != null || strategies != null) {
            throw new IllegalArgumentException("--case: describes the whole case and can't be combined with"
                    + " --seconds, --cases, --cells or --strategies");
        }
        Campaign.Verdict verdict = campaign.check(RandomCase.parse(asked));
        verdict.failures().forEach(failure -> console.say("  " + failure));
        Parity.Comparison worst = verdict.worst();
        if (!verdict.passed()) {
            console.say("FAILED");
        } else if (worst == null) {
            console.say("passed");
        } else {
            console.say(String.format(
                    Locale.ROOT,
                    "passed: %s is at most %.3g off, %.2f of a tolerance",
                    worst.tensor(),
                    worst.error(),
                    worst.ratio()));
        }
        Map<String, Object> result = fields(backend, verdict);
        result.put("passed", verdict.passed() ? 1 : 0);
        result.put("failed", verdict.passed() ? 0 : 1);
        console.event("result", result);
        return verdict.passed();
    }

    private void hear(Console console, String backend, Campaign.Verdict verdict) {
        heard++;
        if (!verdict.passed()) {
            console.say("FAILED " + command(backend, verdict.drawn()) + "   # case " + heard + ": "
                    + verdict.failures().get(0));
            Map<String, Object> fields = fields(backend, verdict);
            fields.put("index", heard);
            console.event("failure", fields);
        }
    }

    private static Map<String, Object> fields(String backend, Campaign.Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("backend", backend);
        fields.put("case", verdict.drawn().code());
        fields.put("failures", verdict.failures());
        fields.put("command", command(backend, verdict.drawn()));
        return fields;
    }

    private static String command(String backend, RandomCase drawn) {
        return "./gru4j check --backend " + backend + " --random --case " + drawn.code();
    }

    private static void sayCount(Console console, String kind, Campaign.Count count) {
        console.say(String.format(
                "%-6s %6d passed %6d failed   %s%s",
                count.failed() == 0 ? "ok" : "FAILED",
                count.passed(),
                count.failed(),
                kind,
                count.undecided() == 0 ? "" : " (" + count.undecided() + " chaotic, by bits alone)"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        fields.put("passed", count.passed());
        fields.put("failed", count.failed());
        fields.put("undecided", count.undecided());
        console.event("kind", fields);
    }

    private static void requirePositive(String option, @Nullable Number value) {
        if (value != null && value.longValue() <= 0) {
            throw new IllegalArgumentException(option + ": expected a positive number but got " + value);
        }
    }

    /** Returns the values with these names; all values if no names were given. */
    private static <E extends Enum<E>> List<E> choices(String option, E[] values, @Nullable List<String> names) {
        if (names == null) {
            return List.of(values);
        }
        Map<String, E> byName = Stream.of(values)
                .collect(Collectors.toMap(
                        value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Function.identity(),
                        (a, b) -> a,
                        LinkedHashMap::new));
        return names.stream()
                .map(name -> {
                    E value = byName.get(name);
                    if (value == null) {
                        throw new IllegalArgumentException(
                                option + ": expected some of " + byName.keySet() + " but got '" + name + "'");
                    }
                    return value;
                })
                .toList();
    }
}
