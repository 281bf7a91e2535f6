package org.gru4j.model;

import java.nio.FloatBuffer;
import org.gru4j.backend.Lengths;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.RaggedArrays;
import org.gru4j.tensor.SequenceLayout;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a trained model on arrays. Each sequence starts from a state of zeros, and nothing is random.
 *
 * <pre>
 *   try (Predictor predictor = new Predictor(model)) {
 *       float[][][] y = predictor.predict(x);        // x[n][t][i], sequences of any lengths; y[n][t][o]
 *   }
 * </pre>
 *
 * <p>A model emits O features at each step, or at a single step if it
 * {@linkplain ModelSpec#emitsOneStep emits one step}; the latter also holds for an empty sequence. A predictor reuses
 * its memory: for a recently used shape [T,N], the methods that write into a buffer allocate nothing, and the others
 * little more than their result. It owns that memory, not the model. The model can't be closed before the predictor,
 * and must not change while the predictor computes.
 *
 * <p>Not thread-safe: use one per thread; one model can have any number of them. If two threads use it at once, or it
 * is closed while it computes, the second call throws an IllegalStateException and has no other effect.
 */
public final class Predictor implements AutoCloseable {
    private static final Watch.Kind KIND = new Watch.Kind("a predictor");

    private final Sequential model;
    private final Parameters.Hold hold;
    private final Pass pass;
    private final Occupancy occupancy = Occupancy.of("predictor");
    private final boolean oneStep;
    private int[] lengths = new int[0];
    private int[] ids = new int[0];
    private final Watch watch;

    /**
     * @param model closed by its owner, after the predictor
     * @throws IllegalStateException if it is closed
     */
    public Predictor(Sequential model) {
        this.model = model;
        hold = model.parameters().hold("predictor");
        pass = Watch.makeParts(() -> Pass.inference(model.backend()).reusingTensors());
        oneStep = model.spec().emitsOneStep();
        watch = Watch.of(this, KIND, null);
    }

    /**
     * Runs the model on several sequences of features.
     *
     * @param sequences [N][T_n][I], T_n ≥ 0
     * @return [N][T_n][O], or [N][1][O] of a model that emits one step
     * @throws ShapeException if a step does not have I features; the message contains its indices, for example
     *     {@code x[3][7]}
     * @throws IllegalStateException if the model reads token ids
     */
    public float[][][] predict(float[][][] sequences) {
        model.requireFeatures();
        int[] rowLengths = RaggedArrays.lengths(sequences);
        if (rowLengths.length == 0) {
            return new float[0][][];
        }
        int steps = RaggedArrays.steps(rowLengths);
        enter();
        try {
            begin(rowLengths, steps);
            Tensor x = input(steps, rowLengths.length);
            RaggedArrays.pad(sequences, x);
            return cut(model.forward(pass, x, null), rowLengths);
        } finally {
            leave();
        }
    }

    /**
     * Runs the model on one sequence of features.
     *
     * @param sequence [T][I]
     * @return [T][O], or [1][O] of a model that emits one step
     * @throws ShapeException if a step does not have I features
     * @throws IllegalStateException if the model reads token ids
     */
    public float[][] predict(float[][] sequence) {
        return predict(new float[][][] {sequence})[0];
    }

    /**
     * Runs the model on several sequences of token ids.
     *
     * @param sequences [N][T_n] of token ids, T_n ≥ 0
     * @return [N][T_n][O], or [N][1][O] of a model that emits one step
     * @throws IllegalArgumentException if an id is out of range; the message contains its step t and row n
     * @throws IllegalStateException if the model reads features
     */
    public float[][][] predict(int[][] sequences) {
        model.requireEmbedding();
        int[] rowLengths = RaggedArrays.lengths(sequences);
        if (rowLengths.length == 0) {
            return new float[0][][];
        }
        int steps = RaggedArrays.steps(rowLengths);
        enter();
        try {
            int[] padded = ids(steps, rowLengths.length);
            RaggedArrays.pad(sequences, padded);
            begin(rowLengths, steps);
            return cut(model.forward(pass, padded, steps, rowLengths.length, null), rowLengths);
        } finally {
            leave();
        }
    }

    /**
     * Runs the model on one sequence of token ids.
     *
     * @param sequence [T] of token ids
     * @return [T][O], or [1][O] of a model that emits one step
     * @throws IllegalArgumentException if an id is out of range
     * @throws IllegalStateException if the model reads features
     */
    public float[][] predict(int[] sequence) {
        return predict(new int[][] {sequence})[0];
    }

    /**
     * Reads T·N·I floats from {@code x} and writes T·N·O floats into {@code y}, or N·O for a model that emits one step.
     * Both start at the buffers' positions, and advance them. The buffers may be on the heap or off it.
     *
     * @param layout of both buffers
     * @param rowLengths [N] valid steps of each row; null if all have T. Beyond them x is not read, and y is 0
     * @throws ShapeException if too few floats remain in a buffer; nothing has been written then
     * @throws IllegalStateException if the model reads token ids
     */
    public void predict(
            FloatBuffer x, SequenceLayout layout, int steps, int batch, int @Nullable [] rowLengths, FloatBuffer y) {
        model.requireFeatures();
        requireRoom(y, steps, batch);
        enter();
        try {
            int[] own = begin(rowLengths, steps, batch);
            Tensor input = input(steps, batch);
            layout.copy(x, input);
            write(model.forward(pass, input, null), layout, own, y);
        } finally {
            leave();
        }
    }

    /**
     * Runs the model on token ids; otherwise like the method for features.
     *
     * @param sequences [N,T] or [T,N] row-major, T·N of them
     * @throws IllegalArgumentException if a valid id is out of range; the message contains its step t and row n
     * @throws IllegalStateException if the model reads features
     */
    public void predict(
            int[] sequences, SequenceLayout layout, int steps, int batch, int @Nullable [] rowLengths, FloatBuffer y) {
        model.requireEmbedding();
        requireRoom(y, steps, batch);
        if (sequences.length != steps * batch) {
            throw new ShapeException("ids: expected " + steps + "·" + batch + " = " + steps * batch + " ids but got "
                    + sequences.length);
        }
        enter();
        try {
            int[] own = begin(rowLengths, steps, batch);
            int[] timeMajor = layout == SequenceLayout.TIME_MAJOR ? sequences : transposed(sequences, steps, batch);
            write(model.forward(pass, timeMajor, steps, batch, null), layout, own, y);
        } finally {
            leave();
        }
    }

    /** Returns the input tensor [T,N,I] of the step. */
    private Tensor input(int steps, int batch) {
        return pass.scope()
                .allocateUninitialized("x", steps, batch, model.spec().inputFeatures());
    }

    private void requireRoom(FloatBuffer y, int steps, int batch) {
        long rows = (long) steps * batch;
        if (steps <= 0 || batch <= 0 || rows > Shape.MAX_SIZE) {
            throw new ShapeException("steps and batch: expected positive numbers with a product of at most "
                    + Shape.MAX_SIZE + " but got " + steps + " and " + batch);
        }
        long needed = (oneStep ? batch : rows) * model.spec().outputFeatures();
        if (y.remaining() < needed) {
            throw new ShapeException(
                    "y: expected room for " + needed + " floats but the buffer has " + y.remaining() + " remaining");
        }
    }

    /** Begins a step of rows whose lengths are known to be valid. */
    private void begin(int[] rowLengths, int steps) {
        boolean full = true;
        for (int length : rowLengths) {
            full &= length == steps;
        }
        pass.begin(full ? null : rowLengths);
    }

    /**
     * Begins a step with the caller's lengths, which may change at any time.
     *
     * @return a copy of them; null if there are none
     */
    private int @Nullable [] begin(int @Nullable [] rowLengths, int steps, int batch) {
        if (rowLengths == null) {
            pass.begin(null);
            return null;
        }
        Lengths.require(rowLengths, batch, steps);
        if (lengths.length != batch) {
            lengths = new int[batch];
        }
        System.arraycopy(rowLengths, 0, lengths, 0, batch);
        Lengths.require(lengths, batch, steps);
        begin(lengths, steps);
        return lengths;
    }

    /** Returns the array of ids [T·N], reused by calls of the same size. */
    private int[] ids(int steps, int batch) {
        int count = Math.multiplyExact(steps, batch);
        if (ids.length != count) {
            ids = new int[count];
        }
        return ids;
    }

    private int[] transposed(int[] batchFirst, int steps, int batch) {
        int[] timeMajor = ids(steps, batch);
        for (int n = 0; n < batch; n++) {
            for (int t = 0; t < steps; t++) {
                timeMajor[t * batch + n] = batchFirst[n * steps + t];
            }
        }
        return timeMajor;
    }

    private float[][][] cut(Tensor y, int[] rowLengths) {
        return oneStep ? SequenceLayout.BATCH_FIRST.toArrays(y) : RaggedArrays.cut(y, rowLengths);
    }

    private void write(Tensor y, SequenceLayout layout, int @Nullable [] rowLengths, FloatBuffer target) {
        if (rowLengths != null && !oneStep) {
            int batch = y.dim(1);
            int size = y.dim(2);
            for (int n = 0; n < batch; n++) {
                for (int t = rowLengths[n]; t < y.dim(0); t++) {
                    y.zero((t * batch + n) * size, size); // a dense layer writes its bias there
                }
            }
        }
        layout.copy(y, target);
    }

    /** Returns the model's description, for logs. */
    @Override
    public String toString() {
        return "predictor of " + model;
    }

    private void enter() {
        occupancy.enter();
    }

    boolean isOpen() {
        return !occupancy.isClosed();
    }

    /** @throws IllegalStateException if a thread is inside */
    void requireIdle(String consequence) {
        if (occupancy.isAnothers() || occupancy.isMine()) {
            throw new IllegalStateException(consequence + " while " + occupancy.owner()
                    + " is inside its predictor: close it when that call has returned");
        }
    }

    private void leave() {
        try {
            pass.end();
        } finally {
            occupancy.leave();
        }
    }

    /**
     * Frees the predictor's memory. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside it; nothing has changed then
     */
    @Override
    public void close() {
        if (occupancy.close()) {
            Closing.all(watch::close, pass, hold);
        }
    }
}
