package org.gru4j.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.layer.ModelSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Recurrent;
import org.gru4j.layer.RecurrentState;
import org.gru4j.layer.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Trainer;

/**
 * A model in a file, with what is needed to go on training it: a {@linkplain SafeTensors safetensors} file whose tensors
 * are the parameters under their names, the optimiser's state ({@code optimizer.m} …), the carried recurrent states
 * ({@code state.0} …) and the slab of the best parameters so far ({@code best}), and whose metadata describes the model, the
 * optimiser, the position in the data, and how the schedule and early stopping stand. Closing it closes the file.
 */
public final class Checkpoint implements AutoCloseable {
    /** The format's version; a reader refuses files of a later one. */
    private static final int FORMAT = 1;
    private static final String KEY_FORMAT = "gru4j.format";
    private static final String KEY_MODEL = "gru4j.model";
    private static final String KEY_OPTIMIZER = "gru4j.optimizer";
    private static final String KEY_POSITION = "gru4j.position";
    private static final String KEY_SCHEDULE = "gru4j.schedule";
    private static final String KEY_EARLY_STOPPING = "gru4j.early_stopping";
    private static final String TASK = "task.";
    private static final String OPTIMIZER_TENSORS = "optimizer.";
    private static final String STATE_TENSORS = "state.";
    private static final String BEST_TENSOR = "best";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SafeTensors tensors;
    private final ModelSpec model;

    private Checkpoint(SafeTensors tensors) {
        this.tensors = tensors;
        this.model = read(KEY_MODEL, ModelSpec.class);
    }

    /**
     * Writes where {@code trainer} stands, atomically: a failure leaves the file from before.
     *
     * @param task what the program that trains wants to remember
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void save(Path file, Trainer trainer, Map<String, String> task) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(KEY_FORMAT, Integer.toString(FORMAT));
        metadata.put(KEY_MODEL, json(trainer.model().spec(), ModelSpec.class));
        metadata.put(KEY_OPTIMIZER, json(trainer.optimizer().spec(), OptimizerSpec.class));
        metadata.put(KEY_POSITION, json(trainer.position(), Trainer.Position.class));
        metadata.put(KEY_SCHEDULE, json(trainer.scheduleState(), Schedule.State.class));
        metadata.put(KEY_EARLY_STOPPING, json(trainer.earlyStoppingState(), EarlyStopping.State.class));
        task.forEach((key, value) -> metadata.put(TASK + key, value));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Parameters parameters = trainer.model().parameters();
        parameters.names().forEach(name -> tensors.put(name, parameters.value(name)));
        trainer.optimizer().state().forEach((name, tensor) -> tensors.put(OPTIMIZER_TENSORS + name, tensor));
        RecurrentState state = trainer.state();
        for (int k = 0; state != null && k < state.size(); k++) {
            tensors.put(STATE_TENSORS + k, state.of(k));
        }
        if (trainer.bestValues() != null) {
            tensors.put(BEST_TENSOR, trainer.bestValues());
        }
        SafeTensors.write(file, metadata, tensors);
    }

    /**
     * Reads and checks a file.
     *
     * @throws UncheckedIOException with the path and what is wrong: damaged, no checkpoint, or of a later version
     */
    public static Checkpoint load(Path file) {
        SafeTensors tensors = SafeTensors.open(file);
        try {
            requireFormat(tensors);
            return new Checkpoint(tensors);
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    private static void requireFormat(SafeTensors tensors) {
        String format = tensors.metadata().get(KEY_FORMAT);
        if (format == null) {
            throw bad(tensors.file(), "not a checkpoint of gru4j: metadata '" + KEY_FORMAT + "' is missing", null);
        }
        if (!format.matches("\\d{1,9}") || Integer.parseInt(format) > FORMAT) {
            throw bad(tensors.file(), "format: expected at most " + FORMAT + " but got " + format
                    + ": it was written by a newer version of gru4j", null);
        }
    }

    public Path file() {
        return tensors.file();
    }

    /** The model's description. */
    public ModelSpec model() {
        return model;
    }

    /** Where training stood. */
    public Trainer.Position position() {
        return read(KEY_POSITION, Trainer.Position.class);
    }

    /** The optimiser that trained it. */
    public OptimizerSpec optimizer() {
        return read(KEY_OPTIMIZER, OptimizerSpec.class);
    }

    /**
     * What the program that trained wanted to remember.
     *
     * @throws UncheckedIOException if it is not there
     */
    public String task(String key) {
        String value = tensors.metadata().get(TASK + key);
        if (value == null) {
            throw bad(file(), "metadata '" + TASK + key + "' is missing", null);
        }
        return value;
    }

    /** Whether {@link #task} has something to say. */
    public boolean hasTask(String key) {
        return tensors.metadata().containsKey(TASK + key);
    }

    /** The model with {@linkplain #copyParametersTo the parameters of this file}; the caller closes it. */
    public Sequential createModel(Backend backend) {
        Sequential created = new Sequential(model, backend, 0);
        try {
            copyParametersTo(created);
            return created;
        } catch (RuntimeException e) {
            created.close();
            throw e;
        }
    }

    /**
     * Gives a model the parameters of this file, those of the best validation if early stopping kept them.
     *
     * @param target whose parameters have the names and shapes that this file's {@link #model} gives them
     * @throws UncheckedIOException if one is missing, or has another shape
     */
    public void copyParametersTo(Sequential target) {
        if (tensors.shapes().containsKey(BEST_TENSOR)) {
            float[] best = floats(BEST_TENSOR, target.parameters().values().shape());
            target.parameters().update((values, gradients) -> values.copyFrom(best));
        } else {
            loadParameters(target);
        }
    }

    private void loadParameters(Sequential target) {
        Parameters parameters = target.parameters();
        for (String name : parameters.names()) {
            parameters.set(name, floats(name, parameters.value(name).shape()));
        }
    }

    /**
     * Makes {@code trainer} go on from here: parameters, optimiser, carried states, position.
     *
     * @throws IllegalArgumentException if its model or its optimiser is another
     */
    public void restore(Trainer trainer) {
        requireSame("model", model, trainer.model().spec());
        requireSame("optimizer", optimizer(), trainer.optimizer().spec());
        requireTensors(trainer);
        int batch = carriedBatch(trainer.model().recurrent());
        Schedule.State schedule = readIfThere(KEY_SCHEDULE, Schedule.State.class, Schedule.State.INITIAL);
        EarlyStopping.State stopping =
                readIfThere(KEY_EARLY_STOPPING, EarlyStopping.State.class, EarlyStopping.State.INITIAL);
        trainer.resumeAt(position(), batch);
        loadParameters(trainer.model());
        trainer.optimizer().state().forEach((name, tensor) ->
                tensor.copyFrom(floats(OPTIMIZER_TENSORS + name, tensor.shape())));
        trainer.resumeSchedule(schedule);
        Tensor best = trainer.resumeEarlyStopping(stopping);
        if (best != null) {
            best.copyFrom(floats(BEST_TENSOR, best.shape()));
        }
        for (int k = 0; batch > 0 && k < trainer.state().size(); k++) {
            Tensor target = trainer.state().of(k);
            target.copyFrom(floats(STATE_TENSORS + k, target.shape()));
        }
    }

    /** Everything that will be copied is there, so that a trainer is not left between two states. */
    private void requireTensors(Trainer trainer) {
        Parameters parameters = trainer.model().parameters();
        parameters.names().forEach(name -> requireTensor(name, parameters.value(name).shape()));
        trainer.optimizer().state().forEach((name, tensor) -> requireTensor(OPTIMIZER_TENSORS + name, tensor.shape()));
        if (tensors.shapes().containsKey(BEST_TENSOR)) {
            requireTensor(BEST_TENSOR, Shape.of(parameters.size()));
        }
    }

    /** N of the carried states, all of which are there; 0 if there are none. */
    private int carriedBatch(List<Recurrent> layers) {
        Shape first = tensors.shapes().get(STATE_TENSORS + 0);
        if (first == null) {
            return 0;
        }
        int batch = first.rank() == 3 ? first.dim(1) : 1;
        for (int k = 0; k < layers.size(); k++) {
            requireTensor(STATE_TENSORS + k, layers.get(k).stateShape(batch));
        }
        return batch;
    }

    private void requireSame(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException(file() + ": " + what + ": expected " + expected + " but got " + actual);
        }
    }

    private void requireTensor(String name, Shape shape) {
        Shape stored = tensors.shapes().get(name);
        if (!shape.equals(stored)) {
            throw bad(file(), "tensor '" + name + "'" + (stored == null ? " is missing; there are " + tensors.shapes().keySet()
                    : ": expected " + shape + " but got " + stored), null);
        }
    }

    private float[] floats(String name, Shape shape) {
        requireTensor(name, shape);
        return tensors.floats(name);
    }

    /** What a file from before there was such a key stands for. */
    private <V> V readIfThere(String key, Class<V> type, V otherwise) {
        return tensors.metadata().containsKey(key) ? read(key, type) : otherwise;
    }

    private <V> V read(String key, Class<V> type) {
        String text = tensors.metadata().get(key);
        if (text == null) {
            throw bad(file(), "metadata '" + key + "' is missing", null);
        }
        try {
            V value = JSON.readValue(text, type);
            if (value == null) {
                throw bad(file(), "metadata '" + key + "': expected " + type.getSimpleName() + " but got null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw bad(file(), "metadata '" + key + "': " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() {
        tensors.close();
    }

    private static <V> String json(V value, Class<V> type) {
        try {
            return JSON.writerFor(type).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(type.getSimpleName() + " has no JSON form: " + value, e);
        }
    }

    private static UncheckedIOException bad(Path file, String what, IOException cause) {
        return new UncheckedIOException(file + ": " + what, cause == null ? new IOException(what) : cause);
    }
}
