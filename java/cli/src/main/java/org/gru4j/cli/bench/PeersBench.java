package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.cli.terminal.CliException;
import org.gru4j.cli.terminal.Console;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.Rounds;
import org.gru4j.measure.Samples;
import org.gru4j.measure.Strategies;
import org.gru4j.measure.peer.PeerLaunch;
import org.gru4j.measure.peer.PeerProcess;
import org.jspecify.annotations.Nullable;

/**
 * Times gru4j and other libraries on the same tasks.
 *
 * @param cell for the record
 * @param out the directory for the picture; null for no picture
 */
public record PeersBench(
        List<GruTask> tasks,
        String cell,
        int rounds,
        @Nullable Path out) {
    /** How long GNU's OpenMP spins. The launcher at the root explains the reason. */
    private static final String SPIN_COUNT = "GOMP_SPINCOUNT";

    private static final String DEFAULT_SPIN_COUNT = "1000";
    private static final int COLUMN = 24;

    /** A task that is prepared in all processes that support it. */
    private record Prepared(List<PeerProcess> processes, Map<String, List<String>> differences) {}

    /** Returns the launch of gru4j's own process. */
    public static PeerLaunch gru4j(int threads, String strategy) {
        return PeerLaunch.ofGru4j(
                threads,
                strategy.equals(Strategies.AUTO) ? List.of() : List.of("-D" + Strategies.PROPERTY + "=" + strategy),
                Map.of(SPIN_COUNT, System.getenv().getOrDefault(SPIN_COUNT, DEFAULT_SPIN_COUNT)));
    }

    /**
     * Measures, and prints each result as soon as it is known.
     *
     * @throws CliException if gru4j's own process fails, or a peer's process fails while it is timed
     */
    public void run(PeerLaunch gru4j, List<PeerLaunch> peers, Console console) {
        Map<PeerProcess, Map<String, String>> processes = new LinkedHashMap<>();
        try {
            start(gru4j, processes);
            for (PeerLaunch peer : peers) {
                try {
                    start(peer, processes);
                } catch (IllegalStateException e) {
                    console.warn(peer.name() + " is left out: " + e.getMessage());
                }
            }
            compare(processes, console);
        } catch (IllegalStateException e) {
            throw CliException.runFailed(String.valueOf(e.getMessage()), e);
        } finally {
            processes.keySet().forEach(PeerProcess::close);
        }
    }

    private static void start(PeerLaunch launch, Map<PeerProcess, Map<String, String>> processes) {
        PeerProcess process = new PeerProcess(launch);
        try {
            processes.put(process, process.describe());
        } catch (IllegalStateException e) {
            process.close();
            throw e;
        }
    }

    private void compare(Map<PeerProcess, Map<String, String>> processes, Console console) {
        processes.forEach((process, properties) -> console.note(process.launch().title() + ": " + properties + " "
                + process.launch().options() + " " + process.launch().environment()));
        List<String> names = processes.keySet().stream()
                .map(process -> process.launch().name())
                .toList();
        RatioTable table = new RatioTable(PeerLaunch.GRU4J);
        console.say("ms median / min, and the median's ratio to gru4j's; " + rounds + " rounds");
        console.say(row("T,N,I,H, reset gate, mode", names));
        for (GruTask task : tasks) {
            Prepared prepared = prepare(task, List.copyOf(processes.keySet()), console);
            List<Samples> samples = Rounds.play(prepared.processes, rounds, () -> {});
            for (int k = 0; k < samples.size(); k++) {
                table.add(
                        task.toString(),
                        prepared.processes.get(k).launch().name(),
                        new RatioTable.Cell(samples.get(k).min(), samples.get(k).median()));
            }
            console.say(row(
                    task.toString(),
                    names.stream()
                            .map(name -> text(table, task, name, prepared))
                            .toList()));
            prepared.processes.forEach(process ->
                    console.event("peer", event(table, task, process.launch().name(), prepared)));
        }
        console.say(row(
                "geometric mean",
                names.stream()
                        .map(name ->
                                table.geometricMean(name).map(PeersBench::ratio).orElse(""))
                        .toList()));
        finish(processes, table, console);
    }

    /**
     * Prepares a task. Leaves out processes that don't support it, and warns about those that compute something else.
     */
    private Prepared prepare(GruTask task, List<PeerProcess> processes, Console console) {
        List<PeerProcess> able = new ArrayList<>();
        Map<String, List<String>> differences = new LinkedHashMap<>();
        PeerProcess.Outcome ours = null;
        for (PeerProcess process : processes) {
            String name = process.launch().name();
            try {
                PeerProcess.Outcome outcome = process.prepare(task);
                ours = ours == null ? outcome : ours;
                List<String> different = outcome.differencesFrom(ours);
                if (!different.isEmpty()) {
                    console.warn(name + " and gru4j differ in " + String.join(", ", different) + " at " + task);
                }
                differences.put(name, different);
                able.add(process);
            } catch (UnsupportedOperationException e) {
                console.note(name + " is left out at " + task + ": " + e.getMessage());
            } catch (IllegalStateException e) {
                if (name.equals(PeerLaunch.GRU4J)) {
                    throw e;
                }
                console.warn(name + " is left out at " + task + ": " + e.getMessage());
            }
        }
        return new Prepared(able, differences);
    }

    private static String row(String first, List<String> rest) {
        StringBuilder line = new StringBuilder(String.format("%-28s", first));
        rest.forEach(text -> line.append(String.format("%" + COLUMN + "s", text)));
        return line.toString();
    }

    private static String text(RatioTable table, GruTask task, String name, Prepared prepared) {
        return table.cell(task.toString(), name)
                .map(cell -> {
                    String times = String.format(Locale.ROOT, "%.2f / %.2f", 1e3 * cell.median(), 1e3 * cell.min());
                    String mark =
                            prepared.differences.getOrDefault(name, List.of()).isEmpty() ? "" : "!";
                    return mark
                            + times
                            + (name.equals(PeerLaunch.GRU4J)
                                    ? ""
                                    : " "
                                            + ratio(table.ratio(task.toString(), name)
                                                    .orElseThrow()));
                })
                .orElse("-");
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2fx", value);
    }

    private Map<String, Object> event(RatioTable table, GruTask task, String name, Prepared prepared) {
        RatioTable.Cell times = table.cell(task.toString(), name).orElseThrow();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("shape", task.shape().dims());
        fields.put("cell", cell);
        fields.put("reset_gate", task.resetGateName());
        fields.put("mode", task.mode());
        fields.put("peer", name);
        fields.put("ms_min", 1e3 * times.min());
        fields.put("ms_median", 1e3 * times.median());
        fields.put("ratio", table.ratio(task.toString(), name).orElseThrow());
        fields.put("differs_in", prepared.differences.get(name));
        return fields;
    }

    private void finish(Map<PeerProcess, Map<String, String>> processes, RatioTable table, Console console) {
        List<Path> pictures = List.of();
        if (out != null) {
            Bars bars = new Bars("Time of one step", "T,N,I,H, reset gate, mode", "time ÷ time of gru4j");
            tasks.forEach(task -> processes
                    .keySet()
                    .forEach(process -> table.ratio(
                                    task.toString(), process.launch().name())
                            .ifPresent(ratio -> bars.add(process.launch().title(), task.toString(), ratio))));
            pictures = BenchPictures.write(console, bars.at(out.resolve("peers.png")));
        }
        Map<String, Object> peers = new LinkedHashMap<>();
        processes.forEach((process, properties) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            table.geometricMean(process.launch().name()).ifPresent(mean -> fields.put("geometric_mean_ratio", mean));
            fields.put("properties", properties);
            fields.put("options", process.launch().options());
            fields.put("environment", process.launch().environment());
            peers.put(process.launch().name(), fields);
        });
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("rounds", rounds);
        last.put("peers", peers);
        last.put("pictures", pictures.stream().map(Path::toString).toList());
        console.event("result", last);
    }
}
