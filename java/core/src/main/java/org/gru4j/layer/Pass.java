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
 *           pass.end();             // the step's tensors are closed, their memory serves the next step
 *       }
 *   }
 * </pre>
 * Kernels, workspaces and tensors' memory are kept for the shapes seen last, so that a step of a known shape takes no
 * memory, and after {@link #reusingTensors} allocates nothing at all. Several threads may run one model at once, each
 * with a pass of its own, as long as none changes the parameters.
 *
 * <p>A step belongs to the thread that began it: use, end or close by another is an IllegalStateException, until the
 * step has ended. The next step may be another thread's.
 *
 * <p>In training a step has one forward of each model, since what its backward needs is kept once. To read several
 * inputs with one model and learn from all of them, use a pass for each: the gradients add up. In inference a step may
 * have any number of forwards.
 *
 * <p>Not thread-safe: one for each thread (two at once are an IllegalStateException).
 */
public final class Pass implements AutoCloseable {
    private static final long MODEL_PLACE = 14;
    private static final Watch.Kind KIND = new Watch.Kind("a pass");

    /** What a layer keeps in a pass, from step to step: what its backward needs of its forward, and memory to reuse. */
    public interface Slot {
        /** Forgets what the step that ended kept. */
        void end();

        /** Frees everything. */
        void close();
    }

    private final Backend backend;
    private final boolean training;
    private final Occupancy occupancy = Occupancy.of("pass");
    private final Scope scope;
    private final IdentityHashMap<Object, Slot> slots = new IdentityHashMap<>();
    /** The slots again: going over a list by index makes no iterator. */
    private final List<Slot> slotList = new ArrayList<>();
    /** Null if all rows are full; else {@link #ownLengths}. */
    private int @Nullable [] lengths;

    private int[] ownLengths = new int[0];
    /** Null for all items. */
    private int @Nullable [] candidates;
    /** Those that have drawn in this step. */
    private final List<Object> models = new ArrayList<>();

    private boolean random;
    private long seed;
    private long step;
    private int firstRow;
    /** 0 if the step's rows are all. */
    private int batchRows;

    private final Watch watch;

    private Pass(Backend backend, boolean training) {
        this.backend = backend;
        this.training = training;
        this.scope = Scope.partOf(backend, occupancy);
        this.watch = Watch.of(this, KIND, null);
    }

    /** A pass whose forward keeps what backward needs. */
    public static Pass training(Backend backend) {
        return new Pass(backend, true);
    }

    /** A pass that only runs forward. */
    public static Pass inference(Backend backend) {
        return new Pass(backend, false);
    }

    /**
     * From now on steps also share their Tensor objects, and allocate no Java object; see {@link Scope#reusingTensors}
     * for the price. For programs that keep no tensor past its step.
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
     * Starts a step in which nothing is drawn at random.
     *
     * @param stepLengths [N] valid steps of each row, copied; null if all rows are full
     * @throws IllegalStateException if the step before was not ended, or the pass is closed
     */
    public void begin(int @Nullable [] stepLengths) {
        if (occupancy.isMine()) {
            throw new IllegalStateException("pass: begin before the end of the step before");
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
     * Says which lengths the sequences have that layers read from now on: for models with several inputs of steps, each
     * with lengths of its own. {@link #begin} says so for all others.
     *
     * @param stepLengths [N] valid steps of each row, not copied; null if all rows are full
     */
    public void useLengths(int @Nullable [] stepLengths) {
        requireBegun();
        lengths = stepLengths;
    }

    /** The lengths in use, not checked against any shape; null if all rows are full. To be read only. */
    public int @Nullable [] lengthsInUse() {
        requireBegun();
        return lengths;
    }

    /** @throws IllegalStateException if another thread has begun a step that has not ended */
    private void requireNotAnothers(String what) {
        if (occupancy.isAnothers()) {
            throw new IllegalStateException(
                    "pass: " + what + " by thread '" + Thread.currentThread().getName()
                            + "' while " + occupancy.owner() + " is in the middle of a step: one pass for each thread,"
                            + " and end() in a finally block before another thread goes on with it");
        }
    }

    /**
     * Starts a step of training in which layers may draw masks. The same seed and step give the same ones, in another
     * pass too; models that run in one step draw different ones. {@link CounterRandom} has the rule.
     *
     * @param stepLengths as above
     * @param stepNumber which step of the training it is; no two steps that are to have different masks share it
     * @throws IllegalStateException as above
     */
    public void begin(int @Nullable [] stepLengths, long randomSeed, long stepNumber) {
        begin(stepLengths);
        random = true;
        seed = randomSeed;
        step = stepNumber;
    }

    /**
     * Says that the step's rows are some of a larger batch's, until the step ends: what is drawn for a row is then what
     * a pass over the whole batch draws for it.
     *
     * @param first which of the batch's rows is this step's first
     * @param rows of the batch
     * @throws IllegalArgumentException if that is no row of so many
     */
    public void drawAsRowsOf(int first, int rows) {
        requireBegun();
        if (first < 0 || first >= rows) {
            throw new IllegalArgumentException("rows of a batch: expected one of " + rows + " but got " + first);
        }
        firstRow = first;
        batchRows = rows;
    }

    /** Which row of the whole batch is the first of this step; 0 unless {@link #drawAsRowsOf} says otherwise. */
    public int firstRow() {
        return firstRow;
    }

    /**
     * How many rows the whole batch has.
     *
     * @param rows of this step, N
     */
    public int batchRows(int rows) {
        return batchRows == 0 ? rows : batchRows;
    }

    /**
     * Has an {@link ItemScores} layer compute the scores of these items alone, until the step ends.
     *
     * @param items [S] without repetition, −1 for a score that nobody needs; unchanged until the step ends
     */
    public void restrictTo(int[] items) {
        requireBegun();
        candidates = items;
    }

    /** The items to score [S]; null for all. */
    int @Nullable [] candidates() {
        return candidates;
    }

    /**
     * Ends the step: its tensors are closed. Does nothing between steps.
     *
     * @throws IllegalStateException if another thread began it, or computes with one of its tensors; the step goes on
     *     then
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

    /** A scope of memory that a layer keeps in this pass from step to step; its {@link Slot} closes it. */
    public Scope newScope() {
        return Scope.partOf(backend, occupancy);
    }

    /** A copy of what is kept from step to step [d0,d1,d2], for this step: a later forward leaves it alone. */
    Tensor copy(Tensor kept) {
        requireBegun();
        return scope.allocateUninitialized(kept.name(), kept.dim(0), kept.dim(1), kept.dim(2))
                .copyFrom(kept);
    }

    /** What a layer that keeps its forward's numbers once says of a second forward before the backward of the first. */
    static IllegalStateException secondForward(String layer) {
        return new IllegalStateException(layer
                + ": a second forward in this step before the backward of the first, whose"
                + " numbers it would overwrite: use one training pass for each forward, their gradients add up; or"
                + " Pass.inference if no backward follows");
    }

    /** Where layers allocate what lives until the end of the step. */
    public Scope scope() {
        requireBegun();
        return scope;
    }

    /**
     * The step's lengths [N], checked against its shape; null if all rows are full. To be read only.
     *
     * @throws org.gru4j.tensor.ShapeException if the step began with another number of rows
     */
    public int @Nullable [] lengths(int steps, int batch) {
        requireBegun();
        if (lengths != null) {
            Lengths.require(lengths, batch, steps);
        }
        return lengths;
    }

    /**
     * What {@code layer} keeps in this pass; made at the first request, closed with the pass.
     *
     * @param layer is told from others by its identity
     * @param create makes it; the same kind every time
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
     * For the beginning of a layer's backward.
     *
     * @throws IllegalStateException if the pass is for inference
     */
    public void requireTraining(String layer) {
        if (!training) {
            throw new IllegalStateException(layer + ": backward in a pass for inference");
        }
    }

    /**
     * For layers that draw random numbers.
     *
     * @throws IllegalStateException if the step began without what random numbers are a function of
     */
    public void requireRandom(String layer) {
        if (!random) {
            throw new IllegalStateException(
                    layer + ": training with dropout or zoneout needs a step that begins with a seed"
                            + " and a number: begin(lengths, seed, step)");
        }
    }

    /**
     * The {@link CounterRandom#key key} of the numbers that a layer draws in this step; see {@link #requireRandom}. The
     * layers of a second model that runs in the step, which may have the same names, draw others than those of the
     * first: models are numbered in the order in which they first draw something in the step.
     *
     * <p>Element (t,n,i) of [T,N,I] has number (t·R + r + n)·I + i, with {@link #firstRow r} and {@link #batchRows R}.
     *
     * @param model whose layer it is: its {@link Parameters}
     * @param place which of its masks it draws
     */
    public long randomKey(Object model, long place) {
        int ordinal = ordinal(model);
        return CounterRandom.key(ordinal == 0 ? seed : CounterRandom.key(seed, ordinal, MODEL_PLACE), step, place);
    }

    /** Which of the models that run in this step it is, in the order in which they first drew something. */
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
     * Frees the kernels, the workspaces and all memory of the pass, after the end of a step of the calling thread's.
     * Idempotent.
     *
     * @throws IllegalStateException if another thread is in the middle of a step, or computes with one of its tensors
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
