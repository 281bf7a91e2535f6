package org.gru4j.tasks.text;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gru4j.backend.Backend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruGates;
import org.gru4j.tasks.output.Picture;
import org.gru4j.tasks.run.RunFailedException;
import org.gru4j.tasks.run.RunFiles;
import org.gru4j.tasks.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Draws the gates of a model's first GRU layer while it reads a text.
 *
 * @param model a run directory, or a checkpoint
 * @param units the number of units to show
 * @param out the picture; null for {@code gates.png} next to the model
 */
public record GatesRun(
        Path model, String text, int units, @Nullable Path out) {
    /**
     * Writes the picture, and reports its path.
     *
     * @throws UncheckedIOException if the model can't be read, or the picture can't be written
     * @throws IllegalArgumentException if the text is empty, or has characters that the model does not know
     */
    public void run(Backend backend, RunListener listener) {
        if (text.isEmpty() || units <= 0) {
            throw new IllegalArgumentException(
                    text.isEmpty()
                            ? "--text: expected at least one character but got none"
                            : "--units: expected a positive number but got " + units);
        }
        Path file = RunFiles.checkpoint(model);
        GruGates gates;
        try (Checkpoint checkpoint = Checkpoint.load(file)) {
            Vocabulary vocabulary = TextTask.vocabulary(checkpoint);
            vocabulary.requireKnown("--text", text);
            try (Sequential loaded = checkpoint.createModel(backend)) {
                gates = loaded.gates(vocabulary.encode(text)).get(0).get(0);
            }
        }
        int[] shown = mostMoving(gates, Math.min(units, gates.hiddenSize()));
        Path picture = out == null ? file.resolveSibling("gates.png") : out;
        Picture.write("the gates", picture, png -> GatesPicture.write(gates, shown, text, png))
                .ifPresent(reason -> {
                    throw new RunFailedException(reason, null);
                });
        listener.say("gates of " + shown.length + " of " + gates.hiddenSize() + " units: " + picture);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("text", text);
        result.put("units", shown);
        result.put("u", rows(gates, gates.u(), shown));
        result.put("r", rows(gates, gates.r(), shown));
        result.put("h", rows(gates, gates.h(), shown));
        result.put("picture", picture.toString());
        listener.event("result", result);
    }

    /** Returns the units whose update gate varies most over the text, ordered by its mean, highest first. */
    private static int[] mostMoving(GruGates gates, int count) {
        return IntStream.range(0, gates.hiddenSize())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> variance(gates, j))
                        .reversed())
                .limit(count)
                .sorted(Comparator.comparingDouble((Integer j) -> mean(gates, j))
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double mean(GruGates gates, int unit) {
        return IntStream.range(0, gates.steps())
                .mapToDouble(t -> gates.u()[gates.index(t, 0, unit)])
                .average()
                .orElse(0);
    }

    private static double variance(GruGates gates, int unit) {
        double mean = mean(gates, unit);
        return IntStream.range(0, gates.steps())
                .mapToDouble(t -> Math.pow(gates.u()[gates.index(t, 0, unit)] - mean, 2))
                .average()
                .orElse(0);
    }

    /** Returns the values of the shown units at each step. */
    private static List<double[]> rows(GruGates gates, double[] values, int[] shown) {
        return IntStream.range(0, gates.steps())
                .mapToObj(t -> IntStream.of(shown)
                        .mapToDouble(j -> values[gates.index(t, 0, j)])
                        .toArray())
                .toList();
    }
}
