package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Rates over arithmetic intensity, below what the machine could reach at each: min(peak, intensity·bandwidth)
 * (Williams, Waterman and Patterson, 2009). Points can lie above the slope, for caches are faster than memory.
 */
final class Roofline {
    private final double peak;
    private final double bandwidth;
    private final Map<String, List<double[]>> series = new LinkedHashMap<>();

    /**
     * @param peak operations a second
     * @param bandwidth bytes a second
     */
    Roofline(double peak, double bandwidth) {
        this.peak = peak;
        this.bandwidth = bandwidth;
    }

    /**
     * @param intensity operations a byte
     * @param rate operations a second
     */
    void add(String name, double intensity, double rate) {
        series.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {intensity, rate});
    }

    double attainable(double intensity) {
        return Math.min(peak, intensity * bandwidth);
    }

    /** A third of the ridge's, or of the least. */
    double leastIntensity() {
        return Math.min(ridge(), all(0).min().orElse(ridge())) / 3;
    }

    /** Three times the ridge's, or the greatest. */
    double greatestIntensity() {
        return 3 * Math.max(ridge(), all(0).max().orElse(ridge()));
    }

    private double ridge() {
        return peak / bandwidth;
    }

    /** Of all points and of the roof where it is drawn. */
    double leastRate() {
        return Math.min(attainable(leastIntensity()), all(1).min().orElse(peak));
    }

    /** Of all points and of the roof. */
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

    /** By name; of each pairs of intensity and rate. */
    Map<String, List<double[]>> series() {
        return series;
    }

    BenchPictures.Drawing at(Path file) {
        return new BenchPictures.Drawing("the roofline", file, target -> BenchPainter.paint(this, target));
    }
}
