package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data of a line chart over a size, on a logarithmic axis. */
final class Curves {
    private final String title;
    private final String sizeTitle;
    private final String unit;
    private final Map<String, List<double[]>> series = new LinkedHashMap<>();

    /**
     * @param sizeTitle the title of the axis with the size
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

    /** Returns the lines by name, each as pairs of size and value. */
    Map<String, List<double[]>> series() {
        return series;
    }

    BenchPictures.Drawing at(Path file) {
        return new BenchPictures.Drawing(title, file, target -> BenchPainter.paint(this, target));
    }
}
