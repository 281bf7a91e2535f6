package org.gru4j.cli.sessions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small click log, and the options for a model that learns it at once. */
public final class TinySessions {
    private static final int ITEMS = 40;

    private TinySessions() {}

    /** Rings: after item i comes i + 1, or, in sessions of odd items, i + 3. */
    public static Path log(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("clicks.csv"),
                "session,item,time\n"
                        + IntStream.range(0, 120)
                                .mapToObj(s -> IntStream.range(0, 2 + s % 5)
                                        .mapToObj(k -> "s" + s + ",i" + (s * 7 + k * (1 + s % 2 * 2)) % ITEMS + ","
                                                + (100 * s + k) + "\n")
                                        .collect(Collectors.joining()))
                                .collect(Collectors.joining()));
    }

    /** Options for a run over it, with more of them. */
    public static Object[] small(Path log, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "--data",
                log,
                "--hidden",
                8,
                "--embedding",
                6,
                "--batch",
                4,
                "--sequence-length",
                3,
                "--lr",
                0.02,
                "--samples",
                10));
        args.addAll(List.of(more));
        return args.toArray();
    }
}
