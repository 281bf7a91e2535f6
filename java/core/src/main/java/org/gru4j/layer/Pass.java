package org.gru4j.layer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Lengths;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The reusable context of training or inference steps. Holds what each layer keeps between forward and backward, and
 * owns the step's tensors.
 *
 * <pre>
 *   try (Pass pass = Pass.training(backend)) {
 *       for (Batch batch : batches) {
 *           pass.begin(batch.lengths());
 *           Tensor y = layer.forward(pass, x);
 *           layer.backward(pass, dy);
 *           pass.end();             // closes the step's tensors; the next step reuses their memory
 *       }
 *   }
 * </pre>
 *
 * <p>Kernels, workspaces and tensors' memory are kept for the most recent shapes. A step of a known shape allocates no
 * memory, and after {@link #reusingTensors} no Java object either. Several threads may run one model at once, each with
 * its own pass, while no thread changes the parameters.
 *
 * <p>A step belongs to the thread that began it. If another thread uses, ends or closes the pass before the step has
 * ended, it gets an IllegalStateException. The next step may be run by another thread.
 *
 * <p>In training, a step has one forward of each model, because the data for backward is kept only once. To train on
 * several inputs of one model, use a pass for each of them; the gradients add up. In inference, a step may have any
 * number of forwards.
 *
 * <p>Not thread-safe: use one pass per thread. Concurrent use throws an IllegalStateException.
 */
public final class Pass implements AutoCloseable {
    private static final long MODEL_PLACE = 14;
    private static final Watch.Kind KIND = new Watch.Kind("a pass");

    /**
     * What a layer keeps in a pass from step to step: the data that its backward needs from its forward, and reusable
     * memory.
     */
    public interface Slot {
        /** Discards what was kept for the step that has ended. */
        void end();

        /** Frees everything. */
        void close();
    }

    private final Backend backend;
    private final boolean training;
    private final Occupancy occupancy = Occupancy.of("pass");
    private final Scope scope;
    private final IdentityHashMap<Object, Slot> slots = new IdentityHashMap<>();
    /** The slots as a list: iterating by index creates no iterator. */
    private final List<Slot> slotList = new ArrayList<>();
    /** Null if all rows are full; otherwise {@link #ownLengths}. */
    private int @Nullable [] lengths;

    private int[] ownLengths = new int[0];
    /** Null for all items. */
    private int @Nullable [] candidates;
    /** The models that have drawn random numbers in this step. */
    private final List<Object> models = new ArrayList<>();

    private boolean random;
    private long seed;
    private long step;
    private int firstRow;
    /** 0 unless the step's rows are part of a larger batch. */
    private int batchRows;

    private final Watch watch;

    private Pass(Backend backend, boolean training) {
        this.backend = backend;
        this.training = training;
        this.scope = Scope.partOf(backend, occupancy);
        this.watch = Watch.of(this, KIND, null);
    }

    /** Creates a pass whose forward keeps what backward needs. */
    public static Pass training(Backend backend) {
        return new Pass(backend, true);
    }

    /** Creates a pass that only runs forward. */
    public static Pass inference(Backend backend) {
        return new Pass(backend, false);
    }

    /**
     * Makes the following steps reuse their Tensor objects, so that they allocate no Java objects. See
     * {@link Scope#reusingTensors} for the restrictions. For programs that keep no tensor beyond its step.
     */
    public Pass reusingTensors() {
        scope.reusingTensors();
        return this;
    }

    public Backend backend() {
        return backend;
    }

    public boolean isTraining() {
        return training;
    }

    /**
     * Begins a step without randomness.
     *
     * @param stepLengths [N] valid steps of each row, copied; null if all rows are full
     * @throws IllegalStateException if the previous step has not ended, or the pass is closed
     */
    public void begin(int @Nullable [] stepLengths) {
        if (occupancy.isMine()) {
            throw new IllegalStateException("pass: begin before the previous step has ended; call end first");
        }
        requireNotAnothers("begin");
        Watch.freeForgotten();
        occupancy.enter();
        lengths = stepLengths == null ? null : copyOf(stepLengths);
        candidates = null;
        random = false;
        firstRow = 0;
        batchRows = 0;
    }

    private int[] copyOf(int[] given) {
        if (ownLengths.length != given.length) {
            ownLengths = new int[given.length];
        }
        System.arraycopy(given, 0, ownLengths, 0, given.length);
        return ownLengths;
    }

    /**
     * Sets the lengths of the sequences that layers read from now on. For models with several inputs, each of which has
     * its own lengths; for all other models, {@link #begin} is enough.
     *
     * @param stepLengths [N] valid steps of each row, not copied; null if all rows are full
     */
    public void useLengths(int @Nullable [] stepLengths) {
        requireBegun();
        lengths = stepLengths;
    }

    /** Returns the current lengths, not checked against any shape; null if all rows are full. Read-only. */
    public int @Nullable [] lengthsInUse() {
        requireBegun();
        return lengths;
    }

    /** @throws IllegalStateException if another thread has begun a step that has not ended */
    private void requireNotAnothers(String what) {
        if (occupancy.isAnothers()) {
            throw new IllegalStateException("pass: " + what + " by thread '"
                    + Thread.currentThread().getName()
                    + "' while " + occupancy.owner() + " is in the middle of a step: use one pass for each thread,"
                    + " and end() in a finally block before another thread uses it");
        }
    }

    /**
     * Begins a training step in which layers may draw masks. The same seed and step give the same masks, in other
     * passes too. Models that run in the same step draw different masks. {@link CounterRandom} defines the rule.
     *
     * @param stepLengths [N] valid steps of each row, copied; null if all rows are full
     * @param randomSeed the seed of the training
     * @param stepNumber the number of the training step; steps with different numbers have different masks
     * @throws IllegalStateException if the previous step has not ended, or the pass is closed
     */
    public void begin(int @Nullable [] stepLengths, long randomSeed, long stepNumber) {
        begin(stepLengths);
        random = true;
        seed = randomSeed;
        step = stepNumber;
    }

    /**
     * Declares the step's rows to be part of a larger batch, until the step ends. Random numbers for a row are then
     * those that a pass over the whole batch would draw for it.
     *
     * @param first the index, in the batch, of this step's first row
     * @param rows the number of rows of the batch
     * @throws IllegalArgumentException if the batch has no row {@code first}
     */
    public void drawAsRowsOf(int first, int rows) {
        requireBegun();
        if (first < 0 || first >= rows) {
            throw new IllegalArgumentException("rows of a batch: expected one of " + rows + " but got " + first);
        }
        firstRow = first;
        batchRows = rows;
    }

    /** Returns the index, in the whole batch, of this step's first row; 0 unless {@link #drawAsRowsOf} was called. */
    public int firstRow() {
        return firstRow;
    }

    /**
     * Returns the number of rows of the whole batch.
     *
     * @param rows of this step, N
     */
    public int batchRows(int rows) {
        return batchRows == 0 ? rows : batchRows;
    }

    /**
     * Makes an {@link ItemScores} layer compute only the scores of these items, until the step ends.
     *
     * @param items [S] without repetition, −1 for a score that is not needed; must not change until the step ends
     */
    public void restrictTo(int[] items) {
        requireBegun();
        candidates = items;
    }

    /** Returns the items to score [S]; null for all. */
    int @Nullable [] candidates() {
        return candidates;
    }

    /**
     * Ends the step, and closes its tensors. Does nothing between steps.
     *
     * @throws IllegalStateException if another thread began the step, or computes with one of its tensors; the step has
     *     not ended then
     */
    public void end() {
        if (occupancy.isMine()) {
            scope.recycle();
            for (int k = 0; k < slotList.size(); k++) {
                slotList.get(k).end();
            }
            models.clear();
            occupancy.leave();
        } else {
            requireNotAnothers("end");
        }
    }

    /**
     * Returns a scope for memory that a layer keeps in this pass from step to step; the layer's {@link Slot} closes it.
     */
    public Scope newScope() {
        return Scope.partOf(backend, occupancy);
    }

    /**
     * Returns a copy, for this step, of a tensor [d0,d1,d2] that is kept from step to step. Later forwards do not
     * change it.
     */
    Tensor copy(Tensor kept) {
        requireBegun();
        return scope.allocateUninitialized(kept.name(), kept.dim(0), kept.dim(1), kept.dim(2))
                .copyFrom(kept);
    }

    /**
     * Returns the exception of a layer that keeps the data of one forward, if a second forward comes before the
     * backward of the first.
     */
    static IllegalStateException secondForward(String layer) {
        return new IllegalStateException(layer
                + ": a second forward in this step before the backward of the first, whose"
                + " numbers it would overwrite: use one training pass for each forward, their gradients add up; or"
                + " Pass.inference if no backward follows");
    }

    /** Returns the scope in which layers allocate what lives until the end of the step. */
    public Scope scope() {
        requireBegun();
        return scope;
    }

    /**
     * Returns the step's lengths [N], checked against its shape; null if all rows are full. Read-only.
     *
     * @throws org.gru4j.tensor.ShapeException if the step began with a different number of rows
     */
    public int @Nullable [] lengths(int steps, int batch) {
        requireBegun();
        if (lengths != null) {
            Lengths.require(lengths, batch, steps);
        }
        return lengths;
    }

    /**
     * Returns what {@code layer} keeps in this pass. It is created at the first request, and closed with the pass.
     *
     * @param layer identified by reference
     * @param create creates the slot; the same kind every time
     */
    @SuppressWarnings("unchecked")
    public <S extends Slot> S slot(Object layer, Supplier<S> create) {
        requireBegun();
        Slot slot = slots.get(layer);
        if (slot == null) {
            slot = create.get();
            slots.put(layer, slot);
            slotList.add(slot);
        }
        return (S) slot;
    }

    /**
     * Checks, at the beginning of a layer's backward, that the pass is for training.
     *
     * @throws IllegalStateException if the pass is for inference
     */
    public void requireTraining(String layer) {
        if (!training) {
            throw new IllegalStateException(layer + ": backward in an inference pass; use Pass.training");
        }
    }

    /**
     * Checks, for layers that draw random numbers, that the step has a seed.
     *
     * @throws IllegalStateException if the step began without a seed and a number
     */
    public void requireRandom(String layer) {
        if (!random) {
            throw new IllegalStateException(
                    layer + ": training with dropout or zoneout needs a step that begins with a seed"
                            + " and a number: begin(lengths, seed, step)");
        }
    }

    /**
     * Returns the {@link CounterRandom#key key} of the random numbers that a layer draws in this step; see
     * {@link #requireRandom}. Layers of different models that run in the same step draw different numbers, even if they
     * have the same names: models are numbered in the order in which they first draw numbers in the step.
     *
     * <p>Element (t,n,i) of [T,N,I] has number (t·R + r + n)·I + i, with {@link #firstRow r} and {@link #batchRows R}.
     *
     * @param model the {@link Parameters} of the layer's model
     * @param place a number that identifies the mask
     */
    public long randomKey(Object model, long place) {
        int ordinal = ordinal(model);
        return CounterRandom.key(ordinal == 0 ? seed : CounterRandom.key(seed, ordinal, MODEL_PLACE), step, place);
    }

    /** Returns the model's index among the models of this step, in the order in which they first drew numbers. */
    private int ordinal(Object model) {
        int ordinal = 0;
        while (ordinal < models.size() && models.get(ordinal) != model) {
            ordinal++;
        }
        if (ordinal == models.size()) {
            models.add(model);
        }
        return ordinal;
    }

    private void requireBegun() {
        if (!occupancy.isMine()) {
            requireNotAnothers("use");
            throw new IllegalStateException("pass: a layer is used before begin, or after end");
        }
    }

    /**
     * Frees the kernels, the workspaces and all memory of the pass. If the calling thread is in a step, ends it first.
     * Idempotent.
     *
     * @throws IllegalStateException if another thread is in a step, or computes with one of its tensors
     */
    @Override
    public void close() {
        end();
        occupancy.forgetTheDead();
        if (occupancy.close()) {
            slots.clear();
            Closing.all(watch::close, () -> Closing.all(slotList, Slot::close), scope);
        }
    }
}
