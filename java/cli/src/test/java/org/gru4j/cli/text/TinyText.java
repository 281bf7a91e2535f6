package org.gru4j.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gru4j.cli.Outcome;

/** A small corpus, and the options for a model that learns it at once. */
public final class TinyText {
    private TinyText() {}

    /** Some 2,000 characters in a file. */
    public static Path corpus(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("corpus.txt"),
                IntStream.range(0, 100)
                        .mapToObj(k -> "line " + k * k + " of the text\n")
                        .collect(Collectors.joining()));
    }

    /** {@code train text} for a small model on the reference backend, with more options. */
    public static Outcome train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "text", "--backend", "reference", "--out", out));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    /** Options for a run of some 220 steps over {@link #corpus}. */
    public static Object[] small(Path corpus, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "--corpus",
                corpus,
                "--hidden",
                8,
                "--embedding",
                4,
                "--batch",
                2,
                "--sequence-length",
                8,
                "--lr",
                0.02));
        args.addAll(List.of(more));
        return args.toArray();
    }
}
