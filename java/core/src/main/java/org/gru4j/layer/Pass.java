package org.gru4j.layer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Lengths;
import org.gru4j.tensor.Scope;

/**
 * One step after the other: what each layer keeps between its forward and its backward, and the scope that the step's
 * tensors come from.
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
 * Kernels and workspaces are kept for the shapes seen last, so that a step of a known shape allocates nothing. A pass
 * serves one thread; several threads may run one model at once, each with a pass of its own, as long as none changes the
 * parameters.
 */
public final class Pass implements AutoCloseable {
    /** What a layer keeps in a pass, from step to step. */
    interface Slot {
        /** Forgets what the step that ended kept. */
        void end();

        /** Frees everything. */
        void close();
    }

    private final Backend backend;
    private final boolean training;
    private final Scope scope;
    private final Map<Object, Slot> slots = new IdentityHashMap<>();
    /** The slots again: going over a list by index makes no iterator. */
    private final List<Slot> slotList = new ArrayList<>();
    private int[] lengths;
    private int[] candidates;
    private boolean random;
    private long seed;
    private long step;
    private boolean begun;
    private boolean open = true;

    private Pass(Backend backend, boolean training) {
        this.backend = backend;
        this.training = training;
        this.scope = new Scope(backend);
    }

    /** A pass whose forward keeps what backward needs. */
    public static Pass training(Backend backend) {
        return new Pass(backend, true);
    }

    /** A pass that only runs forward. */
    public static Pass inference(Backend backend) {
        return new Pass(backend, false);
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
     * @param stepLengths [N] valid steps of each row, unchanged until the step ends; null if all rows are full
     * @throws IllegalStateException if the step before was not ended, or the pass is closed
     */
    public void begin(int[] stepLengths) {
        if (!open) {
            throw new IllegalStateException("pass is used after it was closed");
        }
        if (begun) {
            throw new IllegalStateException("pass: begin before the end of the step before");
        }
        lengths = stepLengths;
        candidates = null;
        random = false;
        begun = true;
    }

    /**
     * Starts a step of training in which layers may draw masks. The same seed and step give the same ones.
     *
     * @param stepLengths as above
     * @param stepNumber which step of the training it is
     * @throws IllegalStateException as above
     */
    public void begin(int[] stepLengths, long randomSeed, long stepNumber) {
        begin(stepLengths);
        random = true;
        seed = randomSeed;
        step = stepNumber;
    }

    /**
     * Has an {@link Items} layer compute the scores of these items alone, until the step ends.
     *
     * @param items [S] without repetition, −1 for a score that nobody needs; unchanged until the step ends
     */
    public void restrictTo(int[] items) {
        requireBegun();
        candidates = items;
    }

    /** The items to score [S]; null for all. */
    int[] candidates() {
        return candidates;
    }

    /** Ends the step: its tensors are closed. Does nothing between steps. */
    public void end() {
        if (begun) {
            begun = false;
            for (int k = 0; k < slotList.size(); k++) {
                slotList.get(k).end();
            }
            scope.recycle();
        }
    }

    /** Where layers allocate what lives until the end of the step. */
    public Scope scope() {
        requireBegun();
        return scope;
    }

    /** The step's lengths [N], checked against its shape; null if all rows are full. */
    int[] lengths(int steps, int batch) {
        requireBegun();
        if (lengths != null) {
            Lengths.require(lengths, batch, steps);
        }
        return lengths;
    }

    /** What {@code layer} keeps in this pass; made at the first request, closed with the pass. */
    @SuppressWarnings("unchecked")
    <S extends Slot> S slot(Object layer, Supplier<S> create) {
        requireBegun();
        Slot slot = slots.get(layer);
        if (slot == null) {
            slot = create.get();
            slots.put(layer, slot);
            slotList.add(slot);
        }
        return (S) slot;
    }

    void requireTraining(String layer) {
        if (!training) {
            throw new IllegalStateException(layer + ": backward in a pass for inference");
        }
    }

    /** @throws IllegalStateException if the step began without what random numbers are a function of */
    void requireRandom(String layer) {
        if (!random) {
            throw new IllegalStateException(layer + ": training with dropout or zoneout needs a step that begins with a seed"
                    + " and a number: begin(lengths, seed, step)");
        }
    }

    /** What the step's random numbers are a function of, besides {@link #step}; see {@link #requireRandom}. */
    long seed() {
        return seed;
    }

    long step() {
        return step;
    }

    private void requireBegun() {
        if (!begun) {
            throw new IllegalStateException("pass: a layer is used before begin, or after end");
        }
    }

    /** Frees the kernels, the workspaces and all memory of the pass. Idempotent. */
    @Override
    public void close() {
        end();
        open = false;
        slotList.forEach(Slot::close);
        slotList.clear();
        slots.clear();
        scope.close();
    }
}
