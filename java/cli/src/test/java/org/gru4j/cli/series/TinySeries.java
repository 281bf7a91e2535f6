package org.gru4j.cli.series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gru4j.cli.Outcome;
import org.gru4j.random.CounterRandom;

/** A small series, and the options for a model that learns it at once. */
public final class TinySeries {
    private static final CounterRandom NOISE = new CounterRandom(3, 0, 0);

    private TinySeries() {}

    /** 160 days: a wave of 8 rows with noise, and, in other units, itself two rows later, each seventh missing. */
    public static Path file(Path directory) throws IOException {
        return write(directory.resolve("series.csv"), 160);
    }

    /** As many days of it. */
    public static Path write(Path file, int rows) throws IOException {
        return Files.writeString(
                file,
                IntStream.range(0, rows)
                        .mapToObj(row -> LocalDate.of(2024, 1, 1).plusDays(row) + "," + wave(row) + ","
                                + (row % 7 == 3 ? "" : 100 + 20 * wave(row - 2)))
                        .collect(Collectors.joining("\n", "day,a,b\n", "\n")));
    }

    private static double wave(int row) {
        double noise = row < 0 ? 0 : 0.4 * (NOISE.uniform(row) - 0.5);
        return Double.parseDouble(String.format(Locale.ROOT, "%.4f", Math.sin(Math.PI / 4 * row) + noise));
    }

    /** {@code train series} for a small model on the reference backend, with more options. */
    public static Outcome train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "series", "--backend", "reference", "--out", out));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    /** Options for a run of seven steps an epoch over {@link #file}. */
    public static Object[] small(Path file, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "--data",
                file,
                "--window",
                12,
                "--horizon",
                4,
                "--hidden",
                8,
                "--batch",
                16,
                "--lr",
                0.02,
                "--dropout",
                0.1));
        args.addAll(List.of(more));
        return args.toArray();
    }
}
