package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data of a bar chart: groups with one bar for each series. */
final class Bars {
    private final String title;
    private final String groupTitle;
    private final String unit;
    private final Map<String, Map<String, Double>> series = new LinkedHashMap<>();
    private final List<String> groups = new ArrayList<>();

    /**
     * Creates an empty chart.
     *
     * @param groupTitle the title of the axis with the groups
     */
    Bars(String title, String groupTitle, String unit) {
        this.title = title;
        this.groupTitle = groupTitle;
        this.unit = unit;
    }

    void add(String name, String group, double value) {
        series.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(group, value);
        if (!groups.contains(group)) {
            groups.add(group);
        }
    }

    String title() {
        return title;
    }

    String groupTitle() {
        return groupTitle;
    }

    String unit() {
        return unit;
    }

    List<String> groups() {
        return groups;
    }

    /** Returns the series by name. Each has one value per group, null where there is none. */
    Map<String, List<@Nullable Double>> series() {
        Map<String, List<@Nullable Double>> values = new LinkedHashMap<>();
        series.forEach((name, byGroup) -> {
            List<@Nullable Double> row = new ArrayList<>();
            groups.forEach(group -> row.add(byGroup.get(group)));
            values.put(name, row);
        });
        return values;
    }

    BenchPictures.Drawing at(Path file) {
        return new BenchPictures.Drawing(title, file, target -> BenchPainter.paint(this, target));
    }
}
