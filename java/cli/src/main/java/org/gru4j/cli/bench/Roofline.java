package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A roofline chart (Williams, Waterman and Patterson, 2009): measured rates over arithmetic intensity, below the
 * machine's limit min(peak, intensity·bandwidth). Points can lie above the slope because caches are faster than memory.
 */
final class Roofline {
    private final double peak;
    private final double bandwidth;
    private final Map<String, List<double[]>> series = new LinkedHashMap<>();

    /**
     * @param peak operations per second
     * @param bandwidth bytes per second
     */
    Roofline(double peak, double bandwidth) {
        this.peak = peak;
        this.bandwidth = bandwidth;
    }

    /**
     * @param intensity operations per byte
     * @param rate operations per second
     */
    void add(String name, double intensity, double rate) {
        series.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {intensity, rate});
    }

    double attainable(double intensity) {
        return Math.min(peak, intensity * bandwidth);
    }

    /** Returns a third of the smallest intensity, including that of the ridge. */
    double leastIntensity() {
        return Math.min(ridge(), all(0).min().orElse(ridge())) / 3;
    }

    /** Returns three times the greatest intensity, including that of the ridge. */
    double greatestIntensity() {
        return 3 * Math.max(ridge(), all(0).max().orElse(ridge()));
    }

    private double ridge() {
        return peak / bandwidth;
    }

    /** Returns the smallest rate of all points and of the drawn roof. */
    double leastRate() {
        return Math.min(attainable(leastIntensity()), all(1).min().orElse(peak));
    }

    /** Returns the greatest rate of all points and of the roof. */
    double greatestRate() {
        return Math.max(peak, all(1).max().orElse(peak));
    }

    private DoubleStream all(int column) {
        return series.values().stream().flatMap(List::stream).mapToDouble(point -> point[column]);
    }

    double peak() {
        return peak;
    }

    double bandwidth() {
        return bandwidth;
    }

    /** Returns the series by name, each as pairs of intensity and rate. */
    Map<String, List<double[]>> series() {
        return series;
    }

    BenchPictures.Drawing at(Path file) {
        return new BenchPictures.Drawing("the roofline", file, target -> BenchPainter.paint(this, target));
    }
}
