package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.cli.terminal.Console;
import org.gru4j.measure.Contestant;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.KernelFixture;
import org.gru4j.measure.Rounds;
import org.gru4j.measure.Samples;
import org.gru4j.measure.Strategies;
import org.jspecify.annotations.Nullable;

/**
 * Times kernels. All kernels of one shape take turns, across reset gates, modes and strategies.
 *
 * @param cell for the record
 * @param strategies to compare
 * @param sweep the size that varies between the shapes; null without a sweep
 * @param out the directory for pictures; null for no pictures
 */
public record KernelBench(
        List<GruTask> tasks,
        String cell,
        List<String> strategies,
        GruShape.@Nullable Size sweep,
        int rounds,
        @Nullable Path out) {
    private static final String ROW = "%-18s %-7s %-6s %-10s %10s %10s %9s %6s";

    /** @param peak operations per second of the matrix product, measured at the same time */
    record Result(GruTask task, String strategy, double min, double median, double peak) {
        /** Returns operations per second. */
        double rate() {
            return task.flops() / median;
        }

        /** Returns the rate as a share of the matrix product's. */
        double peakShare() {
            return rate() / peak;
        }

        Map<String, Object> toMap(String cell) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("shape", task.shape().dims());
            fields.put("cell", cell);
            fields.put("reset_gate", task.resetGateName());
            fields.put("mode", task.mode());
            fields.put("strategy", strategy);
            fields.put("ms_min", 1e3 * min);
            fields.put("ms_median", 1e3 * median);
            fields.put("gflops", 1e-9 * rate());
            fields.put("peak_share", peakShare());
            fields.put("peak_gflops", 1e-9 * peak);
            return fields;
        }
    }

    private record Entry(GruTask task, String strategy, KernelFixture fixture) {}

    /** Measures, and prints each result as soon as it is known. */
    public void run(Backend backend, Console console) {
        console.note("backend " + backend.name() + ", " + backend.threads() + " threads " + backend.properties() + ", "
                + rounds + " rounds");
        console.say(
                String.format(ROW, "T,N,I,H", "reset", "mode", "strategy", "ms median", "ms min", "GFLOP/s", "peak"));
        List<Result> results = new ArrayList<>();
        try (MachinePeak peak = new MachinePeak(backend)) {
            for (GruShape shape : tasks.stream().map(GruTask::shape).distinct().toList()) {
                for (Result result : measure(backend, shape, peak)) {
                    results.add(result);
                    console.event("kernel", result.toMap(cell));
                    console.say(String.format(
                            Locale.ROOT,
                            ROW,
                            shape,
                            result.task.resetGateName(),
                            result.task.mode(),
                            result.strategy,
                            milliseconds(result.median),
                            milliseconds(result.min),
                            String.format(Locale.ROOT, "%.1f", 1e-9 * result.rate()),
                            String.format(Locale.ROOT, "%.2f", result.peakShare())));
                }
            }
        }
        double peak = Samples.median(results.stream().mapToDouble(Result::peak).toArray());
        console.say(String.format(Locale.ROOT, "peak: %.0f GFLOP/s, %d threads", 1e-9 * peak, backend.threads()));
        List<Path> pictures = out == null ? List.of() : draw(results, peak, backend.threads(), out, console);
        finish(backend, peak, pictures, console);
    }

    private void finish(Backend backend, double peak, List<Path> pictures, Console console) {
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("backend", backend.name());
        last.put("threads", backend.threads());
        last.put("properties", backend.properties());
        last.put("rounds", rounds);
        last.put("peak_gflops", 1e-9 * peak);
        last.put("pictures", pictures.stream().map(Path::toString).toList());
        console.event("result", last);
    }

    static String milliseconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", 1e3 * seconds);
    }

    private List<Result> measure(Backend backend, GruShape shape, MachinePeak peak) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (GruTask task : tasks.stream()
                    .filter(t -> t.shape().equals(shape))
                    .distinct()
                    .toList()) {
                for (String strategy : strategies) {
                    entries.add(new Entry(
                            task, strategy, Strategies.withStrategy(strategy, () -> new KernelFixture(backend, task))));
                }
            }
            List<Samples> samples = Rounds.play(
                    entries.stream().map(e -> Contestant.of(e.fixture::step)).toList(), rounds, peak::sample);
            double meanwhile = peak.takeFlops();
            List<Result> results = new ArrayList<>();
            for (int k = 0; k < entries.size(); k++) {
                Entry entry = entries.get(k);
                results.add(new Result(
                        entry.task,
                        entry.strategy,
                        samples.get(k).min(),
                        samples.get(k).median(),
                        meanwhile));
            }
            return results;
        } finally {
            entries.forEach(entry -> entry.fixture.close());
        }
    }

    private static List<Path> drawSweep(List<Result> results, GruShape.Size size, Path directory, Console console) {
        Curves curves = new Curves("One layer as " + size + " grows", size.toString(), "picoseconds per operation");
        for (Result result : results) {
            curves.add(seriesOf(result), result.task.shape().get(size), 1e12 / result.rate());
        }
        return BenchPictures.write(console, curves.at(directory.resolve("sweep-" + size + ".png")));
    }

    private static String seriesOf(Result result) {
        return result.strategy + ", reset " + result.task.resetGateName() + ", " + result.task.mode();
    }

    private List<Path> draw(List<Result> results, double peak, int threads, Path directory, Console console) {
        if (sweep != null) {
            return drawSweep(results, sweep, directory, console);
        }
        Bars bars = new Bars("One layer", "T,N,I,H", "GFLOP/s");
        Roofline roofline = new Roofline(peak, MemoryBandwidth.measure(threads));
        for (Result result : results) {
            String series = seriesOf(result);
            bars.add(series, result.task.shape().toString(), 1e-9 * result.rate());
            roofline.add(series, result.task.flops() / result.task.bytes(), result.rate());
        }
        return BenchPictures.write(
                console, bars.at(directory.resolve("kernel.png")), roofline.at(directory.resolve("roofline.png")));
    }
}
