package org.gru4j.cli.check;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.check.Parity;
import org.gru4j.cli.terminal.Console;

/** The table of a check: for each kernel or case, the tensor with the largest error, its error and its tolerance. */
final class CheckReport {
    private static final String ROW = "%-6s %-10s %-10s %-24s %s";

    private final Console console;
    private final Map<String, Kernel> kernels = new LinkedHashMap<>();
    private int passed;
    private int failed;
    private double maxError;
    private double maxRatio;

    /** The results of a kernel's cases so far. */
    private record Kernel(int cases, int failed, Parity.Comparison worst) {}

    CheckReport(Console console) {
        this.console = console;
        console.say(String.format(ROW, "", "max error", "tolerance", "of", "case"));
    }

    /** Adds a case with its own row. It passes if all of its tensors do. */
    void add(String name, List<Parity.Comparison> comparisons) {
        Parity.Comparison worst = worst(comparisons);
        boolean ok = count(comparisons, worst);
        say(ok, worst, name);
        console.event("case", fields("case", name, ok, worst));
    }

    /** Adds a case to its kernel, which gets one row at the end. The case gets its own row only if it fails. */
    void addTo(String kernel, String name, List<Parity.Comparison> comparisons) {
        Parity.Comparison worst = worst(comparisons);
        boolean ok = count(comparisons, worst);
        if (!ok) {
            say(false, worst, kernel + ": " + name);
            console.event("case", fields("case", kernel + ": " + name, false, worst));
        }
        Kernel before = kernels.getOrDefault(kernel, new Kernel(0, 0, worst));
        kernels.put(
                kernel,
                new Kernel(
                        before.cases + 1,
                        before.failed + (ok ? 0 : 1),
                        worst.ratio() > before.worst.ratio() ? worst : before.worst));
    }

    private static Parity.Comparison worst(List<Parity.Comparison> comparisons) {
        return comparisons.stream()
                .max(Comparator.comparingDouble(Parity.Comparison::ratio))
                .orElseThrow();
    }

    private boolean count(List<Parity.Comparison> comparisons, Parity.Comparison worst) {
        boolean ok = comparisons.stream().allMatch(Parity.Comparison::passed);
        passed += ok ? 1 : 0;
        failed += ok ? 0 : 1;
        maxRatio = Math.max(maxRatio, worst.ratio());
        for (Parity.Comparison comparison : comparisons) {
            maxError = Math.max(maxError, comparison.error());
        }
        return ok;
    }

    private void say(boolean ok, Parity.Comparison worst, String what) {
        console.say(String.format(
                Locale.ROOT,
                ROW,
                ok ? "ok" : "FAILED",
                scientific(worst.error()),
                scientific(worst.tolerance()),
                worst.tensor(),
                what));
    }

    private static Map<String, Object> fields(String kind, String name, boolean ok, Parity.Comparison worst) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put(kind, name);
        event.put("passed", ok);
        event.put("tensor", worst.tensor());
        event.put("error", worst.error());
        event.put("tolerance", worst.tolerance());
        return event;
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }

    /** Prints the summary; returns true if all cases passed. */
    boolean finish(String backend) {
        kernels.forEach((name, kernel) -> {
            say(
                    kernel.failed == 0,
                    kernel.worst,
                    name + ": " + kernel.cases + (kernel.cases == 1 ? " case" : " cases")
                            + (kernel.failed == 0 ? "" : ", " + kernel.failed + " failed"));
            Map<String, Object> event = fields("kernel", name, kernel.failed == 0, kernel.worst);
            event.put("cases", kernel.cases);
            event.put("failed", kernel.failed);
            console.event("kernel", event);
        });
        console.say(String.format(
                Locale.ROOT,
                "%d passed, %d failed; largest error %.2e, at most %.2f of a tolerance",
                passed,
                failed,
                maxError,
                maxRatio));
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
