package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines over a size that grows by factors. */
final class Curves {
    private final String title;
    private final String sizeTitle;
    private final String unit;
    private final Map<String, List<double[]>> series = new LinkedHashMap<>();

    /**
     * @param sizeTitle what the size is, under the axis
     * @param unit of the values
     */
    Curves(String title, String sizeTitle, String unit) {
        this.title = title;
        this.sizeTitle = sizeTitle;
        this.unit = unit;
    }

    void add(String name, double size, double value) {
        series.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {size, value});
    }

    String title() {
        return title;
    }

    String sizeTitle() {
        return sizeTitle;
    }

    String unit() {
        return unit;
    }

    /** By name; of each pairs of size and value. */
    Map<String, List<double[]>> series() {
        return series;
    }

    BenchPictures.Drawing at(Path file) {
        return new BenchPictures.Drawing(title, file, target -> BenchPainter.paint(this, target));
    }
}
