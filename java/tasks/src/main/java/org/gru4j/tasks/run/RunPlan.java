package org.gru4j.tasks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A checked plan of a run. It holds the lock of the run directory until it is closed.
 *
 * @param resumed the checkpoint to continue; null for a new run
 * @param initial the checkpoint with the initial parameters of a new run; null for random ones
 * @param lock of the run directory
 */
public record RunPlan(
        Task task,
        Budget budget,
        RunFiles files,
        @Nullable Checkpoint resumed,
        @Nullable Checkpoint initial,
        RunLock lock)
        implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Creates a plan from the request, the defaults and, for a resumed run, its checkpoint.
     *
     * @throws IllegalArgumentException if the request is invalid, or contradicts the checkpoint
     * @throws java.io.UncheckedIOException if the data or the checkpoint can't be read
     */
    public static <S> RunPlan of(RunRequest<S> request, TaskKind<S> kind) {
        return request.resume() ? resume(request, kind) : start(request, kind);
    }

    private static <S> RunPlan start(RunRequest<S> request, TaskKind<S> kind) {
        Budget budget = request.budget() == null ? kind.defaultBudget() : request.budget();
        S settings = request.settings().apply(kind.defaults());
        Checkpoint initial = request.from() == null ? null : Checkpoint.load(RunFiles.checkpoint(request.from()));
        Task task = kind.create(settings, request.data(), budget, known(initial, kind));
        if (initial != null) {
            ModelDifferences.require("--from " + initial.source(), initial.model(), task.model());
        }
        RunFiles files = request.directory() == null ? RunFiles.unused(kind.name()) : new RunFiles(request.directory());
        return new RunPlan(task, budget, files, null, initial, files.create());
    }

    /** Returns the task information of the initial model; null if it has none, for example because it was imported. */
    private static @Nullable SavedTask known(@Nullable Checkpoint initial, TaskKind<?> kind) {
        return initial == null || !SavedTask.isIn(initial) ? null : new SavedTask(initial, kind.name());
    }

    private static <S> RunPlan resume(RunRequest<S> request, TaskKind<S> kind) {
        RunFiles files = new RunFiles(RunRequest.requireRun(request.directory()));
        if (!Files.exists(files.model())) {
            throw new IllegalArgumentException(
                    "--resume: " + files.model() + ": no such file; omit --resume to begin a new run");
        }
        RunLock lock = RunLock.take(files.directory());
        Checkpoint checkpoint = null;
        try {
            checkpoint = Checkpoint.load(files.model());
            return resume(request, kind, files, checkpoint, lock);
        } catch (RuntimeException | Error e) {
            if (checkpoint != null) {
                checkpoint.close();
            }
            lock.close();
            throw e;
        }
    }

    private static <S> RunPlan resume(
            RunRequest<S> request, TaskKind<S> kind, RunFiles files, Checkpoint checkpoint, RunLock lock) {
        SavedTask saved = new SavedTask(checkpoint, kind.name());
        @SuppressWarnings("unchecked")
        S settings = saved.settings((Class<S>) kind.defaults().getClass());
        requireSame(files.model(), settings, request.settings().apply(settings));
        Budget budget = request.budget() == null ? saved.budget() : request.budget();
        Task task = kind.create(settings, request.data() == null ? saved.data() : request.data(), budget, saved);
        saved.requireSameData(
                "--resume: " + kind.dataOption() + " " + task.data().description(), task.data());
        saved.requireModel(task::model);
        return new RunPlan(task, budget, files, checkpoint, null, lock);
    }

    /** Closes the checkpoints and releases the lock. */
    @Override
    public void close() {
        if (resumed != null) {
            resumed.close();
        }
        if (initial != null) {
            initial.close();
        }
        lock.close();
    }

    private static void requireSame(Path model, Object saved, Object asked) {
        JsonNode expected = JSON.valueToTree(saved);
        JsonNode actual = JSON.valueToTree(asked);
        List<String> differences = new ArrayList<>();
        expected.fieldNames().forEachRemaining(name -> {
            if (!expected.get(name).equals(actual.get(name))) {
                differences.add(
                        option(name) + ": expected " + text(expected.get(name)) + " but got " + text(actual.get(name)));
            }
        });
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "--resume: contradicts " + model + ": " + String.join("; ", differences));
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText().toLowerCase(Locale.ROOT) : value.toString();
    }

    private static String option(String field) {
        return "--" + field.replaceAll("_", "-");
    }
}
