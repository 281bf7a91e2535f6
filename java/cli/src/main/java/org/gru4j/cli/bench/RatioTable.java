package org.gru4j.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gru4j.measure.Samples;

/** The times of several on the same tasks, and their ratios to one of them. */
final class RatioTable {
    /**
     * @param min seconds
     * @param median seconds
     */
    record Cell(double min, double median) {}

    private final String base;
    private final Map<String, Map<String, Cell>> cells = new LinkedHashMap<>();

    /** @param base whose times the others' are divided by */
    RatioTable(String base) {
        this.base = base;
    }

    void add(String task, String name, Cell cell) {
        cells.computeIfAbsent(task, t -> new LinkedHashMap<>()).put(name, cell);
    }

    /** Empty if there is none. */
    Optional<Cell> cell(String task, String name) {
        return Optional.ofNullable(cells.getOrDefault(task, Map.of()).get(name));
    }

    /** How many times as long as the base, by the medians; empty if either was not measured. */
    Optional<Double> ratio(String task, String name) {
        return cell(task, name).flatMap(cell -> cell(task, base).map(ours -> cell.median / ours.median));
    }

    /** Over all tasks that both were measured on; empty if there is none. */
    Optional<Double> geometricMean(String name) {
        List<Double> ratios = new ArrayList<>();
        cells.keySet().forEach(task -> ratio(task, name).ifPresent(ratios::add));
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Samples.geometricMean(ratios));
    }
}
