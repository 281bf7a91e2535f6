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
 * A model in a file, alone or with what is needed to go on training it: a {@linkplain SafeTensors safetensors} file
 * whose tensors are the parameters under their names, and whose metadata describes the model. With a training there are
 * also the optimiser's state ({@code optimizer.m} …), the carried recurrent states ({@code state.0} …) and the slab of
 * the best parameters so far ({@code best}), and metadata that describe the optimiser, the position in the data, and
 * how the schedule and early stopping stand. It is read from and written to files, streams and arrays, the same bytes
 * in each. Closing it closes the file, or frees the memory that it was kept in.
 *
 * <p>Not thread-safe: one for each thread that reads; two that save to one file at once leave the one's or the
 * other's.
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
        } catch (IllegalArgumentException e) { // sizes that no parameter has, or more parameters than tensors
            throw metadata.bad(ModelSpec.METADATA_KEY, e.getMessage() + ": " + Excerpt.of(model.toString()), e);
        }
    }

    /**
     * Writes where {@code trainer} stands, atomically: a failure leaves the file from before.
     *
     * @param task what the program that trains wants to remember
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void save(Path file, Trainer trainer, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(trainer, task);
        SafeTensorsWriter.write(file, content.metadata(), content.tensors());
    }

    /**
     * Writes where {@code trainer} stands to a stream, which is flushed, but not closed. After a failure the stream has
     * some of the bytes, which no reader accepts.
     *
     * @param task what the program that trains wants to remember
     * @throws org.gru4j.file.WriteFailedException with the stream's exception as its cause, if it can't be written
     */
    public static void save(OutputStream out, Trainer trainer, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(trainer, task);
        SafeTensorsWriter.write(out, content.metadata(), content.tensors());
    }

    /**
     * Writes a model without a training, atomically: a failure leaves the file from before.
     *
     * @param task what the program wants to remember
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void save(Path file, ModelWeights weights, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(weights, task);
        SafeTensorsWriter.write(file, content.metadata(), content.tensors());
    }

    /**
     * Writes a model without a training to a stream, which is flushed, but not closed. After a failure the stream has
     * some of the bytes, which no reader accepts.
     *
     * @param task what the program wants to remember
     * @throws org.gru4j.file.WriteFailedException with the stream's exception as its cause, if it can't be written
     */
    public static void save(OutputStream out, ModelWeights weights, Map<String, String> task) {
        CheckpointContent content = CheckpointContent.of(weights, task);
        SafeTensorsWriter.write(out, content.metadata(), content.tensors());
    }

    /**
     * Reads and checks a file.
     *
     * @throws UncheckedIOException with the path and what is wrong: damaged, no checkpoint, or of a later version
     */
    public static Checkpoint load(Path file) {
        return of(SafeTensors.open(file));
    }

    /**
     * Reads a stream to its end and checks it as a file is checked; see {@link SafeTensors#read(InputStream)}. The
     * stream is not closed. The checkpoint keeps what it read in memory until it is closed.
     *
     * @throws UncheckedIOException with what is wrong; if the stream threw an exception, that is its cause
     */
    public static Checkpoint load(InputStream in) {
        return of(SafeTensors.read(in));
    }

    /**
     * Reads what {@link #save(OutputStream, ModelWeights, Map) save} wrote, for example from a database, and checks it
     * as a file is checked. The array is copied; the checkpoint keeps the copy until it is closed.
     *
     * @throws UncheckedIOException with what is wrong
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

    /** What errors call it: the path of the file, {@code stream} or {@code bytes}. */
    public String source() {
        return tensors.source();
    }

    /** The model's description. */
    public ModelSpec model() {
        return model;
    }

    /** Whether the file holds a training, to go on with, besides the model. */
    public boolean hasTraining() {
        return tensors.metadata().containsKey(KEY_POSITION)
                || tensors.metadata().containsKey(KEY_OPTIMIZER);
    }

    /**
     * Where training stood.
     *
     * @throws UncheckedIOException if the file {@linkplain #hasTraining holds no training}
     */
    public Trainer.Position position() {
        requireTraining();
        return metadata.read(KEY_POSITION, Trainer.Position.class);
    }

    /**
     * The optimiser that trained it.
     *
     * @throws UncheckedIOException if the file {@linkplain #hasTraining holds no training}
     */
    public OptimizerSpec optimizer() {
        requireTraining();
        return metadata.read(KEY_OPTIMIZER, OptimizerSpec.class);
    }

    /**
     * Metadata and tensors that this build does not know, in the words of errors: {@code tensor 'x'}. Newer builds
     * write them, or other programs. They are ignored, and a checkpoint that is saved later does not have them: they
     * describe the training at this point, and would be wrong after another step. Empty if all is known.
     */
    public List<String> unknownParts() {
        return CheckpointFormat.unknownParts(
                tensors.metadata().keySet(),
                tensors.tensors().keySet(),
                layout.shapes().keySet());
    }

    /**
     * What the program that trained wanted to remember.
     *
     * @throws UncheckedIOException if it is not there
     */
    public String task(String key) {
        return metadata.text(TASK + key);
    }

    private void requireTraining() {
        if (!hasTraining()) {
            throw bad(source(), "holds a model without a training: there is nothing to go on with");
        }
    }

    /** All that the program that trained wanted to remember; empty if there is nothing. */
    public Map<String, String> task() {
        Map<String, String> task = new LinkedHashMap<>();
        tensors.metadata().forEach((key, value) -> {
            if (key.startsWith(TASK)) {
                task.put(key.substring(TASK.length()), value);
            }
        });
        return task;
    }

    /** Whether {@link #task} has something to say. */
    public boolean hasTask(String key) {
        return tensors.metadata().containsKey(TASK + key);
    }

    /**
     * The model with the parameters of this file, those of the best validation if early stopping kept them.
     *
     * @throws UncheckedIOException if a parameter is missing or of another shape
     */
    public ModelWeights weights() {
        Map<String, float[]> values = new LinkedHashMap<>();
        readParameters(hasBest(), values::put);
        return new ModelWeights(model, values);
    }

    /**
     * {@link #weights} on a backend, without a copy of them all in between; the caller closes it.
     *
     * @throws UncheckedIOException if a parameter is missing or of another shape, before anything is allocated
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
     * Gives a model the parameters of this file, those of the best validation if early stopping kept them.
     *
     * @param target whose parameters have the names and shapes that this file's {@link #model} gives them
     * @throws UncheckedIOException if one is missing, or has another shape
     */
    public void copyParametersTo(Sequential target) {
        target.spec().layout().shapes().forEach(this::requireTensor);
        readParameters(hasBest(), target.parameters()::set);
    }

    private boolean hasBest() {
        return tensors.tensors().containsKey(BEST_TENSOR);
    }

    /**
     * Hands out the parameters, one after the other.
     *
     * @param best those of the slab of the best
     */
    private void readParameters(boolean best, BiConsumer<String, float[]> target) {
        requireParameters();
        layout.shapes()
                .forEach((name, shape) -> target.accept(
                        name,
                        best ? tensors.floats(BEST_TENSOR, layout.offset(name), shape.size()) : tensors.floats(name)));
    }

    /** Every parameter is there, so that nothing is allocated for a file that lacks one. */
    private void requireParameters() {
        layout.shapes().forEach(this::requireTensor);
        if (hasBest()) {
            requireTensor(BEST_TENSOR, Shape.of(layout.size()));
        }
    }

    /**
     * Makes {@code trainer} go on from here: parameters, optimiser, carried states, position.
     *
     * @throws IllegalArgumentException if its model or its optimiser is another, or its data has fewer batches than
     *     the position says; {@code trainer} is as it was
     * @throws UncheckedIOException if the file {@linkplain #hasTraining holds no training}, or it is not complete;
     *     {@code trainer} is as it was
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

    /** Before there was such a count, only the steps taken counted. */
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

    /** Everything that will be copied is there, so that a trainer is not left between two states. */
    private void requireTensors(Trainer trainer) {
        requireParameters();
        trainer.optimizer().state().forEach((name, tensor) -> requireTensor(OPTIMIZER_TENSORS + name, tensor.shape()));
    }

    /** N of the carried states, all of which are there; 0 if there are none. */
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
