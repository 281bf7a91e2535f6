package org.gru4j.cli;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.check.Parity;

/** The table of a check: of each case the tensor that is worst, its error and its tolerance. */
final class CheckReport {
    private static final String ROW = "%-6s %-10s %-10s %-24s %s";

    private final Console console;
    private int passed;
    private int failed;
    private double maxError;
    private double maxRatio;

    CheckReport(Console console) {
        this.console = console;
        console.say(String.format(ROW, "", "max error", "tolerance", "of", "case"));
    }

    /** A case; it passes if all of its tensors do. */
    void add(String name, List<Parity.Comparison> comparisons) {
        Parity.Comparison worst = comparisons.stream().max(Comparator.comparingDouble(Parity.Comparison::ratio))
                .orElseThrow();
        boolean ok = comparisons.stream().allMatch(Parity.Comparison::passed);
        passed += ok ? 1 : 0;
        failed += ok ? 0 : 1;
        maxRatio = Math.max(maxRatio, worst.ratio());
        for (Parity.Comparison comparison : comparisons) {
            maxError = Math.max(maxError, comparison.error());
        }
        console.say(String.format(Locale.ROOT, ROW, ok ? "ok" : "FAILED", scientific(worst.error()),
                scientific(worst.tolerance()), worst.tensor(), name));
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("case", name);
        event.put("passed", ok);
        event.put("tensor", worst.tensor());
        event.put("error", worst.error());
        event.put("tolerance", worst.tolerance());
        console.event("case", event);
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }

    /** Says the sum of it; true if all passed. */
    boolean finish(String backend) {
        console.say(String.format(Locale.ROOT, "%d passed, %d failed; largest error %.2e, at most %.2f of a tolerance",
                passed, failed, maxError, maxRatio));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("backend", backend);
        result.put("passed", passed);
        result.put("failed", failed);
        result.put("max_error", maxError);
        result.put("max_error_to_tolerance", maxRatio);
        console.event("result", result);
        return failed == 0;
    }
}
