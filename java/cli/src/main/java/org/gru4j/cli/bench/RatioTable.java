package org.gru4j.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gru4j.measure.Samples;

/** The times of several libraries on the same tasks, and their ratios to one of them. */
final class RatioTable {
    /**
     * @param min seconds
     * @param median seconds
     */
    record Cell(double min, double median) {}

    private final String base;
    private final Map<String, Map<String, Cell>> cells = new LinkedHashMap<>();

    /**
     * Creates an empty table.
     *
     * @param base the library whose times are the denominators
     */
    RatioTable(String base) {
        this.base = base;
    }

    void add(String task, String name, Cell cell) {
        cells.computeIfAbsent(task, t -> new LinkedHashMap<>()).put(name, cell);
    }

    /** Returns a library's times on a task; empty if there are none. */
    Optional<Cell> cell(String task, String name) {
        return Optional.ofNullable(cells.getOrDefault(task, Map.of()).get(name));
    }

    /** Returns the ratio of the median times to the base's; empty if either was not measured. */
    Optional<Double> ratio(String task, String name) {
        return cell(task, name).flatMap(cell -> cell(task, base).map(ours -> cell.median / ours.median));
    }

    /** Returns the geometric mean of the ratios over all tasks that both were measured on; empty if there is none. */
    Optional<Double> geometricMean(String name) {
        List<Double> ratios = new ArrayList<>();
        cells.keySet().forEach(task -> ratio(task, name).ifPresent(ratios::add));
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Samples.geometricMean(ratios));
    }
}
