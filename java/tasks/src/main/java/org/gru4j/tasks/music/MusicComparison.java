package org.gru4j.tasks.music;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gru4j.backend.Backend;
import org.gru4j.tasks.run.LossChart;
import org.gru4j.tasks.run.Measurement;
import org.gru4j.tasks.run.RunFiles;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.RunPlan;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.StopRequest;
import org.gru4j.tasks.run.TaskRun;
import org.jspecify.annotations.Nullable;

/**
 * The experiment of Chung et al. (arXiv 1412.3555): the three cells learn the same music, one after the other. Their
 * numbers of units are chosen so that the numbers of parameters are as close as possible. All other settings are the
 * same; recurrent dropout and zoneout are off because only GRUs have them here. Each run has its own directory, named
 * after the cell.
 */
public final class MusicComparison {
    private static final String PICTURE = "comparison.png";
    private static final String ROW = "  %-5s %5s %10s %8s %14s %9s";

    private final RunFiles files;
    private final Map<MusicCell, RunPlan> plans = new LinkedHashMap<>();
    private final Backend backend;
    private final RunListener listener;
    private final StopRequest stop;
    private final double saveEvery;

    /**
     * Reads and checks the data and the settings of all runs.
     *
     * @param request contains the settings of the GRU; the other cells get as many parameters
     * @param stop queried after each training step of each run
     * @param saveEvery seconds between two checkpoints
     * @throws IllegalArgumentException if the request resumes a run or sets another cell, or for the reasons of
     *     {@link RunPlan#of}
     */
    public MusicComparison(
            RunRequest<MusicSettings> request,
            Backend backend,
            RunListener listener,
            StopRequest stop,
            double saveEvery) {
        this.backend = backend;
        this.listener = listener;
        this.stop = stop;
        this.saveEvery = saveEvery;
        if (request.resume()) {
            throw new IllegalArgumentException("--compare: can't be combined with --resume;"
                    + " resume one of its runs instead: train music --resume --out DIR/CELL");
        }
        MusicSettings gru = request.settings().apply(MusicSettings.DEFAULTS.withoutMasks());
        if (gru.cell() != MusicCell.GRU) {
            throw new IllegalArgumentException("--compare: trains all cells and can't be combined with --cell "
                    + gru.cell().key());
        }
        Map<MusicCell, MusicSettings> settings = new LinkedHashMap<>();
        for (MusicCell cell : MusicCell.values()) {
            settings.put(cell, gru.with(cell, gru.parameterCount()));
        }
        files = request.directory() == null ? RunFiles.unused("music-comparison") : new RunFiles(request.directory());
        try {
            settings.forEach((cell, own) -> plans.put(
                    cell,
                    RunPlan.of(
                            new RunRequest<>(
                                    request.data(), request.budget(), files.file(cell.key()), false, base -> own),
                            new MusicKind())));
        } catch (RuntimeException | Error e) {
            plans.values().forEach(RunPlan::close);
            throw e;
        }
    }

    /** Trains all cells; returns false if it was stopped. */
    public boolean run() {
        try {
            return runAll();
        } finally {
            plans.values().forEach(RunPlan::close);
        }
    }

    private boolean runAll() {
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<String, List<Measurement>> curves = new LinkedHashMap<>();
        for (Map.Entry<MusicCell, RunPlan> plan : plans.entrySet()) {
            listener.say(String.format("%n%s:", plan.getKey()));
            TaskRun run = new TaskRun(plan.getValue(), backend, listener, stop, saveEvery);
            Optional<Map<String, Object>> result = run.run();
            if (result.isEmpty()) {
                return false;
            }
            rows.add(result.get());
            curves.put(plan.getKey().key(), run.measurements());
        }
        say(rows);
        Optional<String> noPicture = LossChart.compare(curves, MusicTask.UNITS, files.file(PICTURE));
        noPicture.ifPresent(listener::warn);
        if (noPicture.isEmpty()) {
            listener.say("Learning curves: " + files.file(PICTURE));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("task", MusicKind.NAME);
        result.put("comparison", rows);
        listener.event("result", result);
        return true;
    }

    private void say(List<Map<String, Object>> rows) {
        listener.say(String.format("%n" + ROW, "cell", "units", "parameters", "seconds", "validation NLL", "test NLL"));
        for (Map<String, Object> row : rows) {
            listener.say(String.format(
                    Locale.ROOT,
                    ROW,
                    row.get("cell"),
                    row.get("hidden"),
                    number("%,d", row.get("parameters")),
                    number("%.1f", row.get("seconds")),
                    number("%.3f", row.get("validation_nll")),
                    number("%.3f", row.get("test_nll"))));
        }
    }

    private static String number(String form, @Nullable Object value) {
        return String.format(Locale.ROOT, form, value);
    }
}
