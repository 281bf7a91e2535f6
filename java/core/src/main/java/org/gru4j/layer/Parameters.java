package org.gru4j.layer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gru4j.backend.Backend;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Watch;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All parameters of a model: a slab of values and a slab of gradients with the same layout, and named views of both. An
 * optimizer, a norm or a checkpoint can therefore process all of them in one loop.
 *
 * <p>Values change only through {@link #set} and {@link #update}. Code that caches something derived from them can
 * detect changes by {@link Tensor#version()}. Closing frees both slabs. It throws an IllegalStateException while they
 * are in use: while an open object {@linkplain #hold holds} them, or a call computes with them. Not thread-safe.
 */
public final class Parameters implements AutoCloseable {
    /** Views start at multiples of this many floats, 64 bytes; the gaps between them are zeros and stay zero. */
    private static final int ALIGNMENT = 16;

    private static final Watch.Kind KIND = new Watch.Kind("a model");

    /** Computes the initial value of a parameter's {@code index}-th element. */
    @FunctionalInterface
    public interface Initializer {
        double at(CounterRandom random, int index);

        /** Returns an initializer that is uniform in ±bound. */
        static Initializer uniform(double bound) {
            requireFinite("bound", bound);
            return (random, index) -> bound * (2 * random.uniform(index) - 1);
        }

        /** Returns an initializer that is normally distributed with mean 0. */
        static Initializer normal(double standardDeviation) {
            requireFinite("standard deviation", standardDeviation);
            return (random, index) -> standardDeviation * random.normal(index);
        }

        private static void requireFinite(String what, double value) {
            if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "initial values' " + what + ": expected a finite number, not negative, but" + " got " + value);
            }
        }
    }

    /** Changes the values, given the gradients; see {@link Parameters#update}. */
    @FunctionalInterface
    public interface Update {
        /**
         * @param values [size] the whole value slab, writable
         * @param gradients [size] the whole gradient slab
         */
        void apply(Tensor values, Tensor gradients);
    }

    /**
     * Consecutive elements of a slab.
     *
     * @param decays whether weight decay applies to them
     */
    public record Range(int from, int size, boolean decays) {}

    private record Entry(int offset, Shape shape, Initializer initializer, boolean decays) {}

    /** The names and shapes of the parameters. Layers declare theirs before any memory is allocated. */
    public static final class Layout {
        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private final Set<String> fixed = new HashSet<>();
        private final int most;
        private long size;

        public Layout() {
            this(Integer.MAX_VALUE);
        }

        /** @param most the maximum number of parameters, for descriptions that may be damaged */
        public Layout(int most) {
            this.most = most;
        }

        /**
         * Adds a weight, to which weight decay applies.
         *
         * @throws IllegalArgumentException if the name is taken, or there are too many parameters
         */
        public Layout add(String name, Shape shape, Initializer initializer) {
            return add(name, shape, initializer, true);
        }

        /** Adds a parameter without weight decay: a bias, or a table of embeddings. */
        public Layout addUndecayed(String name, Shape shape, Initializer initializer) {
            return add(name, shape, initializer, false);
        }

        /**
         * Adds numbers that training does not change, such as the statistics of a batch normalisation. Their gradient
         * stays zero, and weight decay does not apply.
         */
        public Layout addFixed(String name, Shape shape, Initializer initializer) {
            fixed.add(name);
            return add(name, shape, initializer, false);
        }

        /** Returns whether training leaves a parameter unchanged. */
        public boolean isFixed(String name) {
            return fixed.contains(name);
        }

        private Layout add(String name, Shape shape, Initializer initializer, boolean decays) {
            if (entries.containsKey(name)) {
                throw new IllegalArgumentException("parameter '" + name + "' is declared twice");
            }
            if (entries.size() >= most) {
                throw new IllegalArgumentException("expected at most " + most + " parameters but got more");
            }
            if (size + shape.size() > Shape.MAX_SIZE) {
                throw new ShapeException("parameters up to '" + name + "' " + shape + " have " + (size + shape.size())
                        + " floats, at most " + Shape.MAX_SIZE + " (2^29-1) fit into one slab");
            }
            entries.put(name, new Entry((int) size, shape, initializer, decays));
            size += (shape.size() + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
            return this;
        }

        /** Returns the parameters' shapes, in their order. */
        public Map<String, Shape> shapes() {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            entries.forEach((name, entry) -> shapes.put(name, entry.shape));
            return shapes;
        }

        /**
         * Returns the offset of a parameter in the slab, in floats.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        public int offset(String name) {
            return entry(entries, name).offset;
        }

        /** Returns the number of floats in the slab. */
        public int size() {
            return (int) Math.min(Shape.MAX_SIZE, size);
        }

        /** Returns the bytes of one slab. */
        public long bytes() {
            return size * Float.BYTES;
        }
    }

    private final Backend backend;
    private final Map<String, Entry> entries;
    private final Map<String, Tensor> valueViews = new LinkedHashMap<>();
    private final ModelUse use = new ModelUse();
    private final Scope scope;
    private final Tensor values;
    /** Null before its first use. */
    private volatile @Nullable Tensor gradients;

    private double gradientNorm;
    /** The version of the gradients that the cached norm belongs to. */
    private long gradientNormVersion = -1;

    private final Watch watch;

    /** Allocates the slab of values, and initialises it from {@code seed}. */
    public Parameters(Layout layout, Backend backend, long seed) {
        this.backend = backend;
        entries = new LinkedHashMap<>(layout.entries);
        scope = Scope.shared(backend, use.calls());
        values = scope.allocate("parameters", Shape.of(layout.size()));
        try {
            entries.forEach((name, entry) -> initialize(name, entry, seed));
        } catch (RuntimeException | Error e) {
            Closing.after(e, scope);
            throw e;
        }
        watch = Watch.of(this, KIND, null);
    }

    private void initialize(String name, Entry entry, long seed) {
        Tensor view = values.view(name, entry.offset, entry.shape);
        CounterRandom random = new CounterRandom(seed, 0, name.hashCode());
        float[] initial = new float[view.size()];
        for (int k = 0; k < initial.length; k++) {
            initial[k] = (float) entry.initializer.at(random, k);
        }
        view.copyFrom(initial);
        valueViews.put(name, view.readOnlyView());
    }

    /** Returns the backend that owns the slabs' memory. */
    public Backend backend() {
        return backend;
    }

    /** Returns the names of the parameters, in the order of the slab. */
    public List<String> names() {
        return new ArrayList<>(entries.keySet());
    }

    /**
     * Returns the slab as a list of ranges, in order, each of which has weight decay throughout or not at all. A gap
     * belongs to the range before it.
     */
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        int from = 0;
        Entry previous = null;
        for (Entry entry : entries.values()) {
            if (previous != null && previous.decays != entry.decays) {
                ranges.add(new Range(from, entry.offset - from, previous.decays));
                from = entry.offset;
            }
            previous = entry;
        }
        if (previous != null) {
            ranges.add(new Range(from, size() - from, previous.decays));
        }
        return ranges;
    }

    /** Returns the number of trained floats, without the slab's gaps. */
    public long count() {
        return entries.values().stream().mapToLong(entry -> entry.shape.size()).sum();
    }

    /** Returns the number of floats in a slab. */
    public int size() {
        return values.size();
    }

    /**
     * Returns a read-only view of one parameter.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Tensor value(String name) {
        Tensor view = valueViews.get(name);
        if (view == null) {
            throw unknown(entries, name);
        }
        return view;
    }

    /** Returns a view of one parameter's gradient; the first call allocates the slab of gradients. */
    public Tensor gradient(String name) {
        Entry entry = entry(entries, name);
        return gradients().view("gradient of " + name, entry.offset, entry.shape);
    }

    /** Returns all values, read-only. */
    public Tensor values() {
        return values.readOnlyView();
    }

    /** Returns all gradients. */
    public Tensor gradients() {
        Tensor made = gradients;
        return made == null ? makeGradients() : made;
    }

    private synchronized Tensor makeGradients() {
        Tensor made = gradients;
        if (made == null) {
            made = scope.allocate("gradients", values.shape());
            gradients = made;
        }
        return made;
    }

    /** Returns a number that changes whenever a value may have changed. */
    public long version() {
        return values.version();
    }

    /**
     * Overwrites one parameter, row-major.
     *
     * @throws IllegalStateException if another thread is computing with the parameters or changing them
     */
    public void set(String name, float... newValues) {
        Entry entry = entry(entries, name);
        use.beginChange();
        try {
            values.view(name, entry.offset, entry.shape).copyFrom(newValues);
        } finally {
            use.endChange();
        }
    }

    /**
     * Changes the values with {@code update}.
     *
     * @throws IllegalStateException if another thread is computing with the parameters or changing them
     */
    public void update(Update update) {
        use.beginChange();
        try {
            update.apply(values, gradients());
            values.written();
        } finally {
            use.endChange();
        }
    }

    /** Sets all gradients to zero. Call it before backward passes, which add to the gradients. */
    public void zeroGradients() {
        gradients().zero(0, size());
    }

    /**
     * Returns ‖g‖₂ over all gradients; not finite if any of them is not finite. The result is cached until a gradient
     * changes.
     */
    public double gradientNorm() {
        Tensor slab = gradients();
        if (slab.version() != gradientNormVersion) {
            gradientNorm = Math.sqrt(backend.optimizer().sumOfSquares(slab));
            gradientNormVersion = slab.version();
        }
        return gradientNorm;
    }

    /**
     * Multiplies all gradients by a factor: g ← factor·g.
     *
     * @throws IllegalArgumentException if the factor is not finite
     */
    public void scaleGradients(double factor) {
        if (!Float.isFinite((float) factor)) {
            throw new IllegalArgumentException("factor of gradients: expected a finite number but got " + factor);
        }
        Tensor slab = gradients();
        boolean known = slab.version() == gradientNormVersion && Math.abs(factor) <= 1; // larger factors may overflow
        backend.optimizer().scale(slab, (float) factor);
        if (known) {
            gradientNorm *= Math.abs(factor);
            gradientNormVersion = slab.version();
        }
    }

    /** Returns the number of parameters and the backend, for logs. */
    @Override
    public String toString() {
        return entries.size() + " parameters of " + count() + " floats on " + backend.name();
    }

    private static Entry entry(Map<String, Entry> entries, String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw unknown(entries, name);
        }
        return entry;
    }

    private static IllegalArgumentException unknown(Map<String, Entry> entries, String name) {
        return new IllegalArgumentException(
                "parameter: expected one of " + entries.keySet() + " but got '" + name + "'");
    }

    /** Keeps parameters from being closed, until it is closed itself. Closing it again has no effect. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Keeps the parameters from being closed. For objects that need them for longer than a call, such as predictors,
     * streams and trainers. A hold that has become unreachable counts as closed. Thread-safe.
     *
     * @param user the kind of object, for the message: {@code predictor}
     * @throws IllegalStateException if they are closed
     */
    public Hold hold(String user) {
        return use.add(user);
    }

    /**
     * Called by models before they run forward. Until {@link #endForward}, the parameters can't be closed and the
     * values can't change. Any number of threads may be inside.
     *
     * @throws IllegalStateException if another thread is changing the values, or they are closed
     */
    public void beginForward() {
        use.beginForward();
    }

    /** Called by models after they ran forward, whether or not that failed. */
    public void endForward() {
        use.endForward();
    }

    /**
     * Called by models before they run backward. Until {@link #endBackward}, only the calling thread may use the
     * gradients.
     *
     * @throws IllegalStateException if another thread is adding to the gradients
     */
    public void beginBackward() {
        use.beginBackward();
    }

    /** Called by models after they ran backward, whether or not that failed. */
    public void endBackward() {
        use.endBackward();
    }

    /**
     * Frees both slabs. Idempotent.
     *
     * @throws IllegalStateException if they are in use; the message contains the users, and nothing has changed then
     */
    @Override
    public void close() {
        use.close(scope);
        watch.close();
    }

    /** Calls {@link #close} now, or as soon as nothing holds the parameters any more. */
    public void closeWhenUnused() {
        use.closeWhenUnused(scope);
        watch.close(); // its remaining users are watched themselves
    }
}
