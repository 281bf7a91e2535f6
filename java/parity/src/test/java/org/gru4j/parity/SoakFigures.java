package org.gru4j.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The figures that a {@link SoakProgram} printed. They show whether anything grows. */
final class SoakFigures {
    /** The names of the figures. The first three are in bytes, the others are counts. */
    static final List<String> NAMES = List.of("resident set", "heap", "direct memory", "threads", "open files");

    private static final double MEBI = 1 << 20;
    /** The allowed growth of the resident set per minute. */
    private static final double MAX_BYTES_A_MINUTE = MEBI;
    /** The allowed growth of the resident set per round, if there are few rounds per minute; a kernel takes more. */
    private static final double MAX_BYTES_A_ROUND = 16 << 10;

    private static final int BLOCKS = 10;
    /** The allowed growth of the heap and of direct memory in bytes per round. Objects are counted separately. */
    private static final double SLACK = 1 << 10;

    /** The figures after a round, in the order of the names. */
    private record Sample(double minutes, int round, double... figures) {}

    /** The slope of a regression line. */
    private record Slope(double value, double standardError) {
        boolean isBelow(double bound) {
            return value - standardError < bound;
        }
    }

    private final List<Sample> samples;
    /** The number of objects by class, and then by round. */
    private final Map<String, TreeMap<Integer, Long>> objects;

    private SoakFigures(List<Sample> samples, Map<String, TreeMap<Integer, Long>> objects) {
        this.samples = samples;
        this.objects = objects;
    }

    static SoakFigures parse(String printed) {
        List<String> lines =
                printed.lines().dropWhile(line -> !line.equals("warm")).toList();
        List<Sample> samples = lines.stream()
                .filter(line -> line.startsWith("sample "))
                .map(line -> {
                    double[] words = Stream.of(line.split(" "))
                            .skip(1)
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                    return new Sample(words[0] / 60, (int) words[1], Arrays.copyOfRange(words, 2, words.length));
                })
                .toList();
        Map<String, TreeMap<Integer, Long>> objects = new TreeMap<>();
        lines.stream()
                .filter(line -> line.startsWith("objects "))
                .map(line -> line.split(" "))
                .forEach(words -> objects.computeIfAbsent(words[3], name -> new TreeMap<>())
                        .merge(Integer.valueOf(words[1]), Long.valueOf(words[2]), Long::sum));
        return new SoakFigures(samples, objects);
    }

    /** Returns the same figures, except that one of them grows by a given amount in each round. */
    SoakFigures withLeak(String name, double perRound) {
        int figure = NAMES.indexOf(name);
        return new SoakFigures(
                samples.stream()
                        .map(sample -> {
                            double[] figures = sample.figures.clone();
                            figures[figure] += perRound * sample.round;
                            return new Sample(sample.minutes, sample.round, figures);
                        })
                        .toList(),
                objects);
    }

    /** Returns a line for each figure or class that grows; empty if none do. */
    List<String> growth() {
        List<String> growth = new ArrayList<>();
        if (!residentSlope(Sample::minutes).isBelow(MAX_BYTES_A_MINUTE)
                || !residentSlope(Sample::round).isBelow(MAX_BYTES_A_ROUND)) {
            growth.add(NAMES.get(0));
        }
        for (int figure = 1; figure < NAMES.size(); figure++) {
            if (!isFlat(figure)) {
                growth.add(NAMES.get(figure));
            }
        }
        List<Integer> rounds = objects.values().stream()
                .flatMap(counts -> counts.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        objects.keySet().stream().filter(name -> isLeaked(name, rounds)).forEach(growth::add);
        return growth;
    }

    /**
     * Returns the slope of the line through the medians of ten blocks of samples. A median is not affected by memory
     * that is taken and released within a block, such as the compiler's. Neighbouring samples are correlated, because
     * freed memory stays with the process for a while. Blocks are much less correlated, so their distances from the
     * line show the error of the slope.
     *
     * @param time minutes, or rounds
     */
    private Slope residentSlope(ToDoubleFunction<Sample> time) {
        double[] x = new double[BLOCKS];
        double[] y = new double[BLOCKS];
        for (int k = 0; k < BLOCKS; k++) {
            List<Sample> block = samples.subList(samples.size() * k / BLOCKS, samples.size() * (k + 1) / BLOCKS);
            x[k] = block.stream().mapToDouble(time).average().orElseThrow();
            y[k] = median(
                    block.stream().mapToDouble(sample -> sample.figures[0]).toArray());
        }
        double xMean = Arrays.stream(x).average().orElseThrow();
        double yMean = Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        for (int k = 0; k < BLOCKS; k++) {
            xx += (x[k] - xMean) * (x[k] - xMean);
            xy += (x[k] - xMean) * (y[k] - yMean);
        }
        double slope = xy / xx;
        double squares = 0;
        for (int k = 0; k < BLOCKS; k++) {
            squares += Math.pow(y[k] - yMean - slope * (x[k] - xMean), 2);
        }
        return new Slope(slope, Math.sqrt(squares / (BLOCKS - 2) / xx));
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    /**
     * Returns whether the last third of the samples is not completely above the first one, apart from the growth that
     * is allowed for the rounds between them. Growth in every round is found even if a figure varies much, if the
     * middle third has enough rounds.
     */
    private boolean isFlat(int figure) {
        int third = samples.size() / 3;
        List<Sample> first = samples.subList(0, third);
        List<Sample> last = samples.subList(samples.size() - third, samples.size());
        double slack = figure < 3 ? SLACK * (last.get(0).round - first.get(third - 1).round) : 0;
        return last.stream().mapToDouble(s -> s.figures[figure]).min().orElseThrow()
                <= first.stream().mapToDouble(s -> s.figures[figure]).max().orElseThrow() + slack;
    }

    /** Returns whether, between any two counts, the objects of a class grew by at least one in every two rounds. */
    private boolean isLeaked(String name, List<Integer> rounds) {
        boolean leaked = true;
        for (int k = 1; k < rounds.size(); k++) {
            long more = count(name, rounds.get(k)) - count(name, rounds.get(k - 1));
            leaked &= more >= (rounds.get(k) - rounds.get(k - 1)) / 2.0;
        }
        return leaked;
    }

    private long count(String name, int round) {
        return objects.get(name).getOrDefault(round, 0L);
    }

    /** Returns a line for each figure. */
    @Override
    public String toString() {
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        Slope perMinute = residentSlope(Sample::minutes);
        Slope perRound = residentSlope(Sample::round);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%.0f s, rounds %d to %d, %d samples%nresident set: %.3f MiB a minute, standard error %.3f%n"
                        + "resident set: %.2f KiB a round, standard error %.2f%n",
                (last.minutes - first.minutes) * 60,
                first.round,
                last.round,
                samples.size(),
                perMinute.value / MEBI,
                perMinute.standardError / MEBI,
                perRound.value / 1024,
                perRound.standardError / 1024));
        for (int k = 0; k < NAMES.size(); k++) {
            int figure = k;
            text.append(String.format(
                    Locale.ROOT,
                    "%s: first %.0f, last %.0f, least %.0f, most %.0f%n",
                    NAMES.get(k),
                    first.figures[k],
                    last.figures[k],
                    samples.stream().mapToDouble(s -> s.figures[figure]).min().orElseThrow(),
                    samples.stream().mapToDouble(s -> s.figures[figure]).max().orElseThrow()));
        }
        return text.append("grows: ")
                .append(growth())
                .append(System.lineSeparator())
                .toString();
    }
}
