package org.gru4j.tasks.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.file.JsonProblem;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.output.Json;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** What every checkpoint of the program remembers of its task. */
public final class SavedTask {
    private static final String NAME = "name";
    private static final String SETTINGS = "settings";
    private static final String DATA = "data";
    private static final String DATA_CHECKSUM = "data_checksum";
    private static final String BUDGET = "budget";
    private static final String LAYERS = "layers";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final Checkpoint checkpoint;

    /** @throws UncheckedIOException if the model is one of another kind */
    public SavedTask(Checkpoint checkpoint, String name) {
        this.checkpoint = checkpoint;
        if (!name(checkpoint).equals(name)) {
            throw bad("expected a model of '" + name + "' but got one of '" + name(checkpoint) + "'", null);
        }
    }

    static Map<String, String> metadata(Task task, Budget budget) {
        Map<String, String> metadata = new LinkedHashMap<>(task.metadata());
        metadata.put(NAME, task.name());
        metadata.put(SETTINGS, Json.line(task.settings()));
        metadata.put(DATA, task.data().location());
        metadata.put(DATA_CHECKSUM, task.data().checksum());
        metadata.put(BUDGET, Budgets.text(budget));
        return metadata;
    }

    /** Whether a checkpoint is of a run, and so of a task. */
    public static boolean isIn(Checkpoint checkpoint) {
        return checkpoint.hasTask(NAME);
    }

    /** The task's name. */
    public static String name(Checkpoint checkpoint) {
        return checkpoint.task(NAME);
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** @throws UncheckedIOException if they are damaged */
    public <S> S settings(Class<S> type) {
        requireLayers();
        return json(SETTINGS, type);
    }

    /** A number of layers that the model has not could not even be compared with it: it may be of any size. */
    private void requireLayers() {
        long most =
                checkpoint.model().layers().stream().mapToLong(SavedTask::depth).sum();
        JsonNode layers;
        try {
            layers = JSON.readTree(checkpoint.task(SETTINGS)).path(LAYERS);
        } catch (JsonProcessingException e) {
            throw bad(SETTINGS + ": " + JsonProblem.of(e), e);
        }
        if (layers.asDouble() > most) {
            throw bad(
                    SETTINGS + ": layers: expected at most " + most + ", as many as the model has, but got " + layers,
                    null);
        }
    }

    private static int depth(LayerSpec layer) {
        return layer instanceof GruLayer gru
                ? gru.spec().numLayers()
                : layer instanceof RnnLayer rnn ? rnn.spec().numLayers() : 0;
    }

    /**
     * Names that the task saved.
     *
     * @throws UncheckedIOException if they are damaged
     */
    public List<String> names(String key) {
        String[] names = json(key, String[].class);
        for (int k = 0; k < names.length; k++) {
            if (names[k] == null) {
                throw bad(key + ": expected names but number " + (k + 1) + " is null", null);
            }
        }
        return List.of(names);
    }

    /** A value that the task saved as JSON. */
    public <V> V json(String key, Class<V> type) {
        try {
            V value = JSON.readValue(checkpoint.task(key), type);
            if (value == null) {
                throw bad(key + ": expected " + type.getSimpleName() + " but got null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw bad(key + ": " + JsonProblem.of(e), e);
        }
    }

    /**
     * What is made of things that the task saved.
     *
     * @param made throws {@link IllegalArgumentException} if they do not fit together
     * @throws UncheckedIOException if they do not
     */
    public <V extends @Nullable Object> V require(Supplier<V> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw bad("what it remembers of its task is damaged: " + e.getMessage(), new IOException(e));
        }
    }

    /** @throws UncheckedIOException if the checkpoint's model is not the one that its task's settings and data make */
    public void requireModel(Supplier<ModelSpec> made) {
        ModelSpec expected = require(made);
        if (!checkpoint.model().equals(expected)) {
            throw bad(
                    "the model " + checkpoint.model() + " does not fit its settings, whose model is " + expected, null);
        }
    }

    /**
     * Where the data was; null for what comes along or is made.
     *
     * @throws UncheckedIOException if no path can be that
     */
    public @Nullable Path data() {
        return require(() -> DataSource.path(checkpoint.task(DATA)));
    }

    /**
     * Checks that data is still what it was.
     *
     * @param what names it in the message
     * @throws IllegalArgumentException if it is another
     */
    public void requireSameData(String what, DataSource data) {
        String checksum = checkpoint.task(DATA_CHECKSUM);
        if (!data.checksum().equals(checksum)) {
            throw new IllegalArgumentException(what + " is another than the one that " + checkpoint.source()
                    + " was trained on: checksum: expected " + checksum + " but got " + data.checksum());
        }
    }

    Budget budget() {
        try {
            return Budgets.parse(checkpoint.task(BUDGET));
        } catch (IOException e) {
            throw bad(String.valueOf(e.getMessage()), e);
        }
    }

    private UncheckedIOException bad(String what, @Nullable IOException cause) {
        return new UncheckedIOException(
                checkpoint.source() + ": " + what, cause == null ? new IOException(what) : cause);
    }
}
