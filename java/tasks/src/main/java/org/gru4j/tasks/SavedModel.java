package org.gru4j.tasks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.tasks.output.OutputDirectory;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.RunFiles;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.TaskKind;
import org.jspecify.annotations.Nullable;

/**
 * A model that a run has saved, to be scored, to predict or to write, whatever its task. What it reads is what its
 * training read: the checkpoint remembers vocabulary, scaling and settings.
 *
 * <pre>{@code
 * try (SavedModel model = SavedModel.open(Path.of("runs/weather"))) {
 *     Map<String, Object> scores = model.evaluate(null, Backends.best(), RunListener.SILENT);
 * }
 * }</pre>
 *
 * <p>Not thread-safe. The file stays open until {@link #close}.
 */
public final class SavedModel implements AutoCloseable {
    private final Path file;
    private final Checkpoint checkpoint;
    private final TaskKind<?> kind;

    private SavedModel(Path file, Checkpoint checkpoint, TaskKind<?> kind) {
        this.file = file;
        this.checkpoint = checkpoint;
        this.kind = kind;
    }

    /**
     * Opens a checkpoint.
     *
     * @param model a run's directory, or its checkpoint
     * @throws java.io.UncheckedIOException with the file, if it can't be read or is damaged
     * @throws IllegalArgumentException if it is a model without a task, as imported ones are, or of an unknown task
     */
    public static SavedModel open(Path model) {
        Path file = RunFiles.checkpoint(model);
        Checkpoint checkpoint = Checkpoint.load(file);
        try {
            return new SavedModel(file, checkpoint, Tasks.of(checkpoint));
        } catch (RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    /** The name of its task: {@code text}. */
    public String task() {
        return kind.name();
    }

    /** What it was opened from, to read parameters or {@linkplain Checkpoint#createModel create a model}; stays open. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The directory that the checkpoint is in, where files go unless another is named. */
    public Path directory() {
        return file.toAbsolutePath().resolveSibling("");
    }

    /**
     * Scores the model on data that it has not seen.
     *
     * @param data null for the data that it was trained with, of which only what was held out counts
     * @return the scores by name, which the listener's event {@code result} has too
     * @throws IllegalArgumentException if the data is none for such a model
     * @throws java.io.UncheckedIOException if the data can't be read
     */
    public Map<String, Object> evaluate(@Nullable Path data, Backend backend, RunListener listener) {
        return run(evaluation(), data, directory(), backend, listener);
    }

    /**
     * Applies the model to data: forecasts, recommends, recognises. Predictions go to the listener and to files in the
     * model's directory.
     *
     * @param data null for the data that it was trained with
     * @return the fields of the result
     * @throws IllegalArgumentException if such a model predicts nothing by itself, or the data is none for it
     * @throws java.io.UncheckedIOException if the data can't be read
     */
    public Map<String, Object> predict(@Nullable Path data, Backend backend, RunListener listener) {
        return run(prediction(), data, directory(), backend, listener);
    }

    /**
     * Has the model write: text to the listener, music to files in the model's directory.
     *
     * @return the fields of the result
     * @throws IllegalArgumentException if such a model writes nothing, or not what was asked for
     */
    public Map<String, Object> generate(Generation asked, Backend backend, RunListener listener) {
        return run(generation(asked), null, directory(), backend, listener);
    }

    /** What {@link #evaluate} runs. */
    public ModelUse.Run evaluation() {
        return kind::evaluate;
    }

    /**
     * What {@link #predict} runs.
     *
     * @throws IllegalArgumentException if such a model predicts nothing by itself
     */
    public ModelUse.Run prediction() {
        ModelUse.Run prediction = kind.prediction();
        if (prediction == null) {
            throw new IllegalArgumentException("--model: a model of '" + task() + "' predicts nothing by itself");
        }
        return prediction;
    }

    /**
     * What {@link #generate} runs.
     *
     * @throws IllegalArgumentException if such a model writes nothing
     */
    public ModelUse.Run generation(Generation asked) {
        Generation.Run generation = kind.generation();
        if (generation == null) {
            throw new IllegalArgumentException("--model: a model of '" + task() + "' writes nothing");
        }
        return use -> generation.run(use, asked);
    }

    /**
     * Runs one of the three.
     *
     * @param data null for none
     * @param directory that files go to; made if it is not there
     */
    public Map<String, Object> run(
            ModelUse.Run use, @Nullable Path data, Path directory, Backend backend, RunListener listener) {
        OutputDirectory.make(directory);
        SavedTask saved = new SavedTask(checkpoint, kind.name());
        Map<String, Object> result =
                new LinkedHashMap<>(use.run(new ModelUse(saved, data, directory, backend, listener)));
        result.put("task", kind.name());
        result.put("backend", backend.name());
        result.put("threads", backend.threads());
        result.put("checkpoint", file.toString());
        listener.event("result", result);
        return result;
    }

    /** Closes the file. */
    @Override
    public void close() {
        checkpoint.close();
    }
}
