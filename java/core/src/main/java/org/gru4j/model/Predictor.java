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
 * What a trained model computes, from arrays to arrays: each sequence from a state of zeros, nothing drawn at random.
 *
 * <pre>
 *   try (Predictor predictor = new Predictor(model)) {
 *       float[][][] y = predictor.predict(x);        // x[n][t][i], sequences of any lengths; y[n][t][o]
 *   }
 * </pre>
 *
 * <p>A model emits O features at each step; one that {@linkplain ModelSpec#emitsOneStep emits one step} does so at a
 * single one, of an empty sequence too. It keeps its memory from call to call: of a shape [T,N] that is among the last
 * few, the forms that write into a buffer allocate nothing, the others little but their result. It owns that memory,
 * not the model, which can't be closed before it, and must stay unchanged while it computes.
 *
 * <p>Not thread-safe: one per thread, any number for one model. Two threads in it at once, or a close while it
 * computes, are an IllegalStateException for the one that comes second, and nothing else.
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
     * @param model closed by its owner, after this
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
     * @param sequences [N][T_n][I], T_n ≥ 0
     * @return [N][T_n][O], or [N][1][O] of a model that emits one step
     * @throws ShapeException if a step does not have I features, with its place: {@code x[3][7]}
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
     * @param sequence [T][I]
     * @return [T][O], or [1][O] of a model that emits one step
     * @throws ShapeException if a step does not have I features
     * @throws IllegalStateException if the model reads token ids
     */
    public float[][] predict(float[][] sequence) {
        return predict(new float[][][] {sequence})[0];
    }

    /**
     * @param sequences [N][T_n] of token ids, T_n ≥ 0
     * @return [N][T_n][O], or [N][1][O] of a model that emits one step
     * @throws IllegalArgumentException if an id is out of range, with its step t and row n
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
     * @param sequence [T] of token ids
     * @return [T][O], or [1][O] of a model that emits one step
     * @throws IllegalArgumentException if an id is out of range
     * @throws IllegalStateException if the model reads features
     */
    public float[][] predict(int[] sequence) {
        return predict(new int[][] {sequence})[0];
    }

    /**
     * Reads T·N·I floats from {@code x} and writes T·N·O into {@code y} (N·O of a model that emits one step), both
     * from their positions on, which advance; the buffers may be on the heap or off it.
     *
     * @param layout of both buffers
     * @param rowLengths [N] valid steps of each row; null if all have T. Past them x is not looked at, and y is 0
     * @throws ShapeException if a buffer has not as many floats remaining; then nothing has been written
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
     * As above, from token ids.
     *
     * @param sequences [N,T] or [T,N] row-major, T·N of them
     * @throws IllegalArgumentException if a valid id is out of range, with its step t and row n
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

    /** The input tensor [T,N,I] of the step. */
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

    /** Begins a step of rows whose lengths are known to fit. */
    private void begin(int[] rowLengths, int steps) {
        boolean full = true;
        for (int length : rowLengths) {
            full &= length == steps;
        }
        pass.begin(full ? null : rowLengths);
    }

    /**
     * Begins a step of rows of the caller's lengths, which may change at any moment.
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

    /** The array of ids [T·N], kept from call to call of one size. */
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
                    y.zero((t * batch + n) * size, size); // a dense layer leaves its bias there
                }
            }
        }
        layout.copy(y, target);
    }

    /** Of which model it is, for logs. */
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
     * Frees its memory. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside it; then nothing has changed
     */
    @Override
    public void close() {
        if (occupancy.close()) {
            Closing.all(watch::close, pass, hold);
        }
    }
}
