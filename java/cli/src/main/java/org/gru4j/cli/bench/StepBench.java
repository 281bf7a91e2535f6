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
import org.gru4j.measure.Rounds;
import org.gru4j.measure.Samples;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * Times complete training steps and their parts.
 *
 * @param shapes T, N, E (features of a character), H
 * @param out the directory for the picture; null for no picture
 */
public record StepBench(
        List<GruShape> shapes,
        ResetGate resetGate,
        int rounds,
        @Nullable Path out) {
    private static final String ROW = "  %-20s %10s %6s";

    /** Measures, and prints each result as soon as it is known. */
    public void run(Backend backend, Console console) {
        console.note("backend " + backend.name() + ", " + backend.threads() + " threads " + backend.properties() + ", "
                + rounds + " rounds, reset gate " + resetGate.name().toLowerCase(Locale.ROOT) + ", "
                + StepModel.VOCABULARY + " characters");
        Bars bars = new Bars("A training step by its parts", "part", "ms");
        for (GruShape shape : shapes) {
            measure(backend, shape, bars, console);
        }
        List<Path> pictures = out == null ? List.of() : BenchPictures.write(console, bars.at(out.resolve("step.png")));
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("backend", backend.name());
        last.put("threads", backend.threads());
        last.put("properties", backend.properties());
        last.put("rounds", rounds);
        last.put("pictures", pictures.stream().map(Path::toString).toList());
        console.event("result", last);
    }

    private void measure(Backend backend, GruShape shape, Bars bars, Console console) {
        try (StepModel model = new StepModel(backend, shape, resetGate)) {
            List<Samples> whole =
                    Rounds.play(List.of(Contestant.of(model::step), model::runInParts), rounds, model::beginRound);
            double median = whole.get(0).median();
            double charactersPerSecond = (double) shape.steps() * shape.batch() / median;
            Map<StepModel.Part, Double> parts = model.medians();
            double sum =
                    parts.values().stream().mapToDouble(Double::doubleValue).sum();
            console.say(String.format(
                    Locale.ROOT,
                    "T,N,E,H %s: %s ms (min %s), %,.0f characters/s",
                    shape,
                    KernelBench.milliseconds(median),
                    KernelBench.milliseconds(whole.get(0).min()),
                    charactersPerSecond));
            List<Map<String, Object>> breakdown = new ArrayList<>();
            parts.forEach((part, seconds) -> {
                console.say(String.format(
                        Locale.ROOT,
                        ROW,
                        part.title(),
                        KernelBench.milliseconds(seconds),
                        String.format(Locale.ROOT, "%.1f %%", 100 * seconds / sum)));
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("part", part.title());
                fields.put("ms", 1e3 * seconds);
                fields.put("share", seconds / sum);
                breakdown.add(fields);
                bars.add(shape.toString(), part.title(), 1e3 * seconds);
            });
            console.say(String.format(Locale.ROOT, ROW, "sum", KernelBench.milliseconds(sum), ""));
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("shape", shape.dims());
            event.put("reset_gate", resetGate.name().toLowerCase(Locale.ROOT));
            event.put("ms_min", 1e3 * whole.get(0).min());
            event.put("ms_median", 1e3 * median);
            event.put("characters_per_second", charactersPerSecond);
            event.put("parts", breakdown);
            console.event("step", event);
        }
    }
}
