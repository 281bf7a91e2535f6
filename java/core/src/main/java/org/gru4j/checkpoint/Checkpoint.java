package org.gru4j.checkpoint;

import static org.gru4j.checkpoint.CheckpointFormat.BEST_TENSOR;
import static org.gru4j.checkpoint.CheckpointFormat.KEY_EARLY_STOPPING;
import static org.gru4j.checkpoint.CheckpointFormat.KEY_FORMAT;
import static org.gru4j.checkpoint.CheckpointFormat.KEY_OPTIMIZER;
import static org.gru4j.checkpoint.CheckpointFormat.KEY_POSITION;
import static org.gru4j.checkpoint.CheckpointFormat.KEY_SCHEDULE;
import static org.gru4j.checkpoint.CheckpointFormat.KEY_STEPS_BEGUN;
import static org.gru4j.checkpoint.CheckpointFormat.OPTIMIZER_TENSORS;
import static org.gru4j.checkpoint.CheckpointFormat.STATE_TENSORS;
import static org.gru4j.checkpoint.CheckpointFormat.TASK;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.gru4j.backend.Backend;
import org.gru4j.file.Excerpt;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Recurrent;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.SafeTensorsWriter;
import org.gru4j.safetensors.StoredTensor;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Trainer;

/**
 * A model in a file, either alone or with everything that is needed to continue its training. It is a
 * {@linkplain SafeTensors safetensors} file. Its tensors are the parameters under their names, and its metadata
 * describe the model. With a training, the file also has tensors for the optimizer's state ({@code optimizer.m} …), the
 * carried recurrent states ({@code state.0} …) and the slab of the best parameters so far ({@code best}), and metadata
 * for the optimizer, the position in the data, the schedule's state and the state of early stopping. It is read from
 * and written to files, streams and arrays, which hold the same bytes. Closing a checkpoint closes the file, or frees
 * the memory that holds its content.
 *
 * <p>Not thread-safe: use one for each thread that reads. If two threads save to the same file at once, it has the
 * content of one or the other.
 */
public final class Checkpoint implements AutoCloseable {
    private final SafeTensors tensors;
    private final JsonMetadata metadata;
    private final ModelSpec model;
    private final Parameters.Layout layout;

    private Checkpoint(SafeTensors tensors) {
        this.tensors = tensors;
        this.metadata = new JsonMetadata(tensors.source(), tensors.metadata());
        this.model = metadata.read(ModelSpec.METADATA_KEY, ModelSpec.class);
        try {
            this.layout = model.layout(tensors.tensors().size());
        } catch (IllegalArgumentException e) { // impossible sizes, or more parameters than tensors
            throw metadata.bad(ModelSpec.METADATA_KEY, e.getMessage() + ": " + Excerpt.of(model.toString()), e);
        }
    }

    /**
     * Writes the state of {@code trainer}, atomically: if it fails, an existing file does not change.
     *
     * @param task metadata of the program that trains
     * @throws UncheckedIOException if the file can't be written; the message has the path
     */
    public static void save(Path file, Trainer trainer, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(trainer, task);
        SafeTensorsWriter.write(file, content.metadata(), content.tensors());
    }

    /**
     * Writes the state of {@code trainer} to a stream. The stream is flushed but not closed. After a failure it has
     * received some of the bytes; no reader accepts these.
     *
     * @param task metadata of the program that trains
     * @throws org.gru4j.file.WriteFailedException if it can't be written; the cause is the stream's exception
     */
    public static void save(OutputStream out, Trainer trainer, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(trainer, task);
        SafeTensorsWriter.write(out, content.metadata(), content.tensors());
    }

    /**
     * Writes a model without its training, atomically: if it fails, an existing file does not change.
     *
     * @param task metadata of the program
     * @throws UncheckedIOException if the file can't be written; the message has the path
     */
    public static void save(Path file, ModelWeights weights, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(weights, task);
        SafeTensorsWriter.write(file, content.metadata(), content.tensors());
    }

    /**
     * Writes a model without its training to a stream. The stream is flushed but not closed. After a failure it has
     * received some of the bytes; no reader accepts these.
     *
     * @param task metadata of the program
     * @throws org.gru4j.file.WriteFailedException if it can't be written; the cause is the stream's exception
     */
    public static void save(OutputStream out, ModelWeights weights, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(weights, task);
        SafeTensorsWriter.write(out, content.metadata(), content.tensors());
    }

    /**
     * Opens a file and checks it.
     *
     * @throws UncheckedIOException if the file is damaged, is not a checkpoint, or was written by a newer version. The
     *     message has the path and the problem
     */
    public static Checkpoint load(Path file) {
        return of(SafeTensors.open(file));
    }

    /**
     * Reads a stream to its end and checks it in the same way as a file; see {@link SafeTensors#read(InputStream)}. The
     * stream is not closed. The checkpoint keeps the content in memory until it is closed.
     *
     * @throws UncheckedIOException if the content is damaged; the message describes the problem. If the stream threw an
     *     exception, this is the cause
     */
    public static Checkpoint load(InputStream in) {
        return of(SafeTensors.read(in));
    }

    /**
     * Reads the bytes that {@link #save(OutputStream, ModelWeights, Map) save} wrote, for example from a database, and
     * checks them in the same way as a file. The array is copied; the checkpoint keeps the copy until it is closed.
     *
     * @throws UncheckedIOException if the content is damaged; the message describes the problem
     */
    public static Checkpoint load(byte[] bytes) {
        return of(SafeTensors.read(bytes));
    }

    private static Checkpoint of(SafeTensors tensors) {
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
            throw bad(tensors.source(), "not a checkpoint of gru4j: metadata '" + KEY_FORMAT + "' is missing");
        }
        if (!format.matches("\\d{1,9}") || Integer.parseInt(format) > CheckpointFormat.VERSION) {
            throw bad(
                    tensors.source(),
                    "format: expected at most " + CheckpointFormat.VERSION + " but got "
                            + Excerpt.of(format)
                            + ": it was written by a newer version of gru4j; read it with that version,"
                            + " or export the model there and import it here");
        }
    }

    /** Name of the source in error messages: the path of the file, {@code stream} or {@code bytes}. */
    public String source() {
        return tensors.source();
    }

    /** The model's definition. */
    public ModelSpec model() {
        return model;
    }

    /** Returns whether the file has, in addition to the model, a training that can be continued. */
    public boolean hasTraining() {
        return tensors.metadata().containsKey(KEY_POSITION)
                || tensors.metadata().containsKey(KEY_OPTIMIZER);
    }

    /**
     * The position at which the training was saved.
     *
     * @throws UncheckedIOException if the file {@linkplain #hasTraining has no training}
     */
    public Trainer.Position position() {
        requireTraining();
        return metadata.read(KEY_POSITION, Trainer.Position.class);
    }

    /**
     * The optimizer that trained the model.
     *
     * @throws UncheckedIOException if the file {@linkplain #hasTraining has no training}
     */
    public OptimizerSpec optimizer() {
        requireTraining();
        return metadata.read(KEY_OPTIMIZER, OptimizerSpec.class);
    }

    /**
     * Metadata and tensors that this version does not know, as error messages name them: {@code tensor 'x'}. Newer
     * versions write such parts, or other programs. They are ignored. A checkpoint that is saved later does not include
     * them: they describe the training at this point, and would be wrong after another step. Empty if everything is
     * known.
     */
    public List<String> unknownParts() {
        return CheckpointFormat.unknownParts(
                tensors.metadata().keySet(),
                tensors.tensors().keySet(),
                layout.shapes().keySet());
    }

    /**
     * Returns one of the metadata of the program that trained.
     *
     * @throws UncheckedIOException if there is no such key
     */
    public String task(String key) {
        return metadata.text(TASK + key);
    }

    private void requireTraining() {
        if (!hasTraining()) {
            throw bad(source(), "contains a model without its training: there is nothing to continue");
        }
    }

    /** All metadata of the program that trained; empty if there are none. */
    public Map<String, String> task() {
        Map<String, String> task = new LinkedHashMap<>();
        tensors.metadata().forEach((key, value) -> {
            if (key.startsWith(TASK)) {
                task.put(key.substring(TASK.length()), value);
            }
        });
        return task;
    }

    /** Returns whether {@link #task(String)} has a value for this key. */
    public boolean hasTask(String key) {
        return tensors.metadata().containsKey(TASK + key);
    }

    /**
     * Returns the model with the parameters of this file: those of the best validation if early stopping kept them,
     * otherwise the last ones.
     *
     * @throws UncheckedIOException if a parameter is missing or has the wrong shape
     */
    public ModelWeights weights() {
        Map<String, float[]> values = new LinkedHashMap<>();
        readParameters(hasBest(), values::put);
        return new ModelWeights(model, values);
    }

    /**
     * Creates the model of {@link #weights} on a backend, without another copy of all parameters. The caller closes it.
     *
     * @throws UncheckedIOException if a parameter is missing or has the wrong shape. Nothing is allocated in this case
     */
    public Sequential createModel(Backend backend) {
        requireParameters();
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
     * Copies the parameters of this file into a model: those of the best validation if early stopping kept them,
     * otherwise the last ones.
     *
     * @param target its parameters must have the names and shapes of this file's {@link #model}
     * @throws UncheckedIOException if a parameter is missing or has the wrong shape
     */
    public void copyParametersTo(Sequential target) {
        target.spec().layout().shapes().forEach(this::requireTensor);
        readParameters(hasBest(), target.parameters()::set);
    }

    private boolean hasBest() {
        return tensors.tensors().containsKey(BEST_TENSOR);
    }

    /**
     * Reads the parameters one by one.
     *
     * @param best whether to read the slab of the best parameters
     */
    private void readParameters(boolean best, BiConsumer<String, float[]> target) {
        requireParameters();
        layout.shapes()
                .forEach((name, shape) -> target.accept(
                        name,
                        best ? tensors.floats(BEST_TENSOR, layout.offset(name), shape.size()) : tensors.floats(name)));
    }

    /** Checks that every parameter exists, so that nothing is allocated for a file that lacks one. */
    private void requireParameters() {
        layout.shapes().forEach(this::requireTensor);
        if (hasBest()) {
            requireTensor(BEST_TENSOR, Shape.of(layout.size()));
        }
    }

    /**
     * Makes {@code trainer} continue from this checkpoint: with its parameters, optimizer, carried states and position.
     *
     * @throws IllegalArgumentException if the trainer has another model or another optimizer, or its data have fewer
     *     batches than the position requires. {@code trainer} does not change in this case
     * @throws UncheckedIOException if the file {@linkplain #hasTraining has no training}, or is incomplete.
     *     {@code trainer} does not change in this case
     */
    public void restore(Trainer trainer) {
        requireTraining();
        requireSame("model", model, trainer.model().spec());
        requireSame("optimizer", optimizer(), trainer.optimizer().spec());
        requireTensors(trainer);
        int batch = carriedBatch(trainer.model().recurrent());
        Schedule.State schedule = metadata.readIfThere(KEY_SCHEDULE, Schedule.State.class, Schedule.State.INITIAL);
        EarlyStopping.State stopping =
                metadata.readIfThere(KEY_EARLY_STOPPING, EarlyStopping.State.class, EarlyStopping.State.INITIAL);
        long stepsBegun = stepsBegun();
        if (!Double.isNaN(stopping.best())) {
            requireTensor(BEST_TENSOR, Shape.of(layout.size()));
        }
        resumeAt(trainer, batch);
        readParameters(false, trainer.model().parameters()::set);
        trainer.optimizer()
                .state()
                .forEach((name, tensor) -> tensor.copyFrom(floats(OPTIMIZER_TENSORS + name, tensor.shape())));
        trainer.resumeStepsBegun(stepsBegun);
        trainer.resumeSchedule(schedule);
        Tensor best = trainer.resumeEarlyStopping(stopping);
        if (best != null) {
            best.copyFrom(floats(BEST_TENSOR, best.shape()));
        }
        RecurrentState states = trainer.state();
        for (int k = 0; batch > 0 && states != null && k < states.size(); k++) {
            Tensor target = states.of(k);
            target.copyFrom(floats(STATE_TENSORS + k, target.shape()));
        }
    }

    /** Returns how many steps the trainer had begun. Files of older versions have only the number of steps taken. */
    private long stepsBegun() {
        long count =
                metadata.readIfThere(KEY_STEPS_BEGUN, Long.class, position().steps());
        try {
            return Trainer.requireStepsBegun(count);
        } catch (IllegalArgumentException e) {
            throw metadata.bad(KEY_STEPS_BEGUN, String.valueOf(e.getMessage()), e);
        }
    }

    private void resumeAt(Trainer trainer, int batch) {
        Trainer.Position position = position();
        try {
            trainer.resumeAt(position, batch);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source() + ": " + e.getMessage(), e);
        }
    }

    /** Checks that everything that will be copied exists, so that a trainer is never left half restored. */
    private void requireTensors(Trainer trainer) {
        requireParameters();
        trainer.optimizer().state().forEach((name, tensor) -> requireTensor(OPTIMIZER_TENSORS + name, tensor.shape()));
    }

    /** Returns the batch size N of the carried states, and checks that all of them exist; 0 if there are none. */
    private int carriedBatch(List<Recurrent> layers) {
        Shape first = tensors.shapes().get(STATE_TENSORS + 0);
        if (first == null) {
            return 0;
        }
        int batch = first.rank() == 3 ? first.dim(1) : 1;
        for (int k = 0; k < layers.size(); k++) {
            requireTensor(STATE_TENSORS + k, layers.get(k).recurrence().shape(batch));
        }
        return batch;
    }

    private void requireSame(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException(
                    source() + ": " + what + ": expected " + expected + " but got " + actual);
        }
    }

    private void requireTensor(String name, Shape shape) {
        StoredTensor stored = tensors.tensors().get(name);
        if (stored == null) {
            throw bad(
                    source(),
                    "tensor '" + name + "' is missing; there are "
                            + tensors.tensors().keySet());
        }
        if (!stored.isReadable() || !stored.shape().equals(shape)) {
            throw bad(
                    source(),
                    "tensor '" + name + "': expected " + shape + " but got "
                            + (stored.isReadable() ? stored.shape() : stored));
        }
    }

    private float[] floats(String name, Shape shape) {
        requireTensor(name, shape);
        return tensors.floats(name);
    }

    @Override
    public void close() {
        tensors.close();
    }

    private static UncheckedIOException bad(String source, String what) {
        return new UncheckedIOException(source + ": " + what, new IOException(what));
    }
}
