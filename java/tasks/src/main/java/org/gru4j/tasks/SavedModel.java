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
 * The saved model of a run of any task, ready for evaluation, prediction or generation. It reads data in the format of
 * its training data. The checkpoint contains everything else it needs: vocabulary, scaling and settings.
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
     * @param model a run directory, or its checkpoint
     * @throws java.io.UncheckedIOException if the file can't be read or is damaged; the message names the file
     * @throws IllegalArgumentException if the model has no task, like most imported models, or an unknown one
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

    /** Returns the name of the model's task, for example {@code text}. */
    public String task() {
        return kind.name();
    }

    /**
     * Returns the underlying checkpoint, to read parameters or {@linkplain Checkpoint#createModel create a model}. It
     * remains open until {@link #close}.
     */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Returns the directory that contains the checkpoint. Output files go there by default. */
    public Path directory() {
        return file.toAbsolutePath().resolveSibling("");
    }

    /**
     * Scores the model on held-out data.
     *
     * @param data null for the held-out part of the model's original data
     * @return the scores by name; the listener's event {@code result} contains the same fields
     * @throws IllegalArgumentException if the data does not suit the model
     * @throws java.io.UncheckedIOException if the data can't be read
     */
    public Map<String, Object> evaluate(@Nullable Path data, Backend backend, RunListener listener) {
        return run(evaluation(), data, directory(), backend, listener);
    }

    /**
     * Applies the model to data: forecasts a series, recommends items, or recognises words. Predictions go to the
     * listener and to files in the model's directory.
     *
     * @param data null for the data that the model was trained with
     * @return the fields of the result
     * @throws IllegalArgumentException if the model's task has no predictions, or the data does not suit the model
     * @throws java.io.UncheckedIOException if the data can't be read
     */
    public Map<String, Object> predict(@Nullable Path data, Backend backend, RunListener listener) {
        return run(prediction(), data, directory(), backend, listener);
    }

    /**
     * Generates text or music. Text goes to the listener, music to files in the model's directory.
     *
     * @return the fields of the result
     * @throws IllegalArgumentException if the model's task generates nothing, or {@code asked} does not suit it
     */
    public Map<String, Object> generate(Generation asked, Backend backend, RunListener listener) {
        return run(generation(asked), null, directory(), backend, listener);
    }

    /** Returns the action behind {@link #evaluate}. */
    public ModelUse.Run evaluation() {
        return kind::evaluate;
    }

    /**
     * Returns the action behind {@link #predict}.
     *
     * @throws IllegalArgumentException if the model's task has no predictions
     */
    public ModelUse.Run prediction() {
        ModelUse.Run prediction = kind.prediction();
        if (prediction == null) {
            throw new IllegalArgumentException(
                    "--model: models of the task '" + task() + "' can't be used with predict");
        }
        return prediction;
    }

    /**
     * Returns the action behind {@link #generate}.
     *
     * @throws IllegalArgumentException if the model's task generates nothing
     */
    public ModelUse.Run generation(Generation asked) {
        Generation.Run generation = kind.generation();
        if (generation == null) {
            throw new IllegalArgumentException(
                    "--model: models of the task '" + task() + "' can't be used with generate");
        }
        return use -> generation.run(use, asked);
    }

    /**
     * Runs an evaluation, a prediction or a generation.
     *
     * @param data null if none was given
     * @param directory for output files; created if it does not exist
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

    /** Closes the checkpoint file. */
    @Override
    public void close() {
        checkpoint.close();
    }
}
