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

/** The task information in a checkpoint: the task's name, settings, data and vocabulary. */
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

    /** @throws UncheckedIOException if the checkpoint belongs to another task */
    public SavedTask(Checkpoint checkpoint, String name) {
        this.checkpoint = checkpoint;
        if (!name(checkpoint).equals(name)) {
            throw bad("expected a model of the task '" + name + "' but got one of '" + name(checkpoint) + "'", null);
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

    /** Returns whether a checkpoint contains task information. */
    public static boolean isIn(Checkpoint checkpoint) {
        return checkpoint.hasTask(NAME);
    }

    /** Returns the task's name. */
    public static String name(Checkpoint checkpoint) {
        return checkpoint.task(NAME);
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /**
     * Returns the task's settings.
     *
     * @throws UncheckedIOException if they are damaged
     */
    public <S> S settings(Class<S> type) {
        requireLayers();
        return json(SETTINGS, type);
    }

    /**
     * Checks the number of layers before a model is built from the settings: a damaged number could be arbitrarily
     * large.
     */
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
     * Returns a list of names that the task saved.
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

    /** Returns a value that the task saved as JSON. */
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
     * Returns an object built from values that the task saved.
     *
     * @param made builds it; throws {@link IllegalArgumentException} if the values are inconsistent
     * @throws UncheckedIOException if the values are inconsistent
     */
    public <V extends @Nullable Object> V require(Supplier<V> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw bad("the task's information is damaged: " + e.getMessage(), new IOException(e));
        }
    }

    /**
     * Checks that the checkpoint's model matches its task's settings and data.
     *
     * @throws UncheckedIOException if it does not
     */
    public void requireModel(Supplier<ModelSpec> made) {
        ModelSpec expected = require(made);
        if (!checkpoint.model().equals(expected)) {
            throw bad(
                    "the model " + checkpoint.model() + " does not match its settings, which describe " + expected,
                    null);
        }
    }

    /**
     * Returns the path of the training data; null for bundled or synthetic data.
     *
     * @throws UncheckedIOException if the saved text is not a valid path
     */
    public @Nullable Path data() {
        return require(() -> DataSource.path(checkpoint.task(DATA)));
    }

    /**
     * Checks that the data has not changed since training.
     *
     * @param what names it in the message
     * @throws IllegalArgumentException if it has changed
     */
    public void requireSameData(String what, DataSource data) {
        String checksum = checkpoint.task(DATA_CHECKSUM);
        if (!data.checksum().equals(checksum)) {
            throw new IllegalArgumentException(what + " is not the data that " + checkpoint.source()
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
