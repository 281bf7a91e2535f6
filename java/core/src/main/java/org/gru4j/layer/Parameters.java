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
 * All parameters of a model: one slab of values and one of gradients, of the same layout, with named views. What goes
 * over all of them (an optimiser, a norm, a checkpoint) is one loop.
 *
 * <p>Values change only through {@link #set} and {@link #update}, so that whoever keeps something derived from them can
 * tell by {@link Tensor#version()}. Closing frees both slabs, and is an IllegalStateException as long as they are in
 * use: while something is open that {@linkplain #hold holds} them, and while a call computes with them. Not
 * thread-safe.
 */
public final class Parameters implements AutoCloseable {
    /** Views start at multiples of so many floats, 64 bytes; the gaps are zeros that stay zero. */
    private static final int ALIGNMENT = 16;

    private static final Watch.Kind KIND = new Watch.Kind("a model");

    /** The initial value of a parameter's {@code index}-th element. */
    @FunctionalInterface
    public interface Initializer {
        double at(CounterRandom random, int index);

        /** Uniform in ±bound. */
        static Initializer uniform(double bound) {
            requireFinite("bound", bound);
            return (random, index) -> bound * (2 * random.uniform(index) - 1);
        }

        /** Normal, of mean 0. */
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

    /** Something that changes values, given the gradients; see {@link Parameters#update}. */
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

    /** Which parameters there are; layers declare theirs before any memory is allocated. */
    public static final class Layout {
        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private final Set<String> fixed = new HashSet<>();
        private final int most;
        private long size;

        public Layout() {
            this(Integer.MAX_VALUE);
        }

        /** @param most parameters that can be declared: for descriptions that may be damaged */
        public Layout(int most) {
            this.most = most;
        }

        /**
         * Adds a weight, to which weight decay applies.
         *
         * @throws IllegalArgumentException if the name is taken, or there are too many
         */
        public Layout add(String name, Shape shape, Initializer initializer) {
            return add(name, shape, initializer, true);
        }

        /** Adds a parameter that weight decay leaves alone: a bias, or a table of embeddings. */
        public Layout addUndecayed(String name, Shape shape, Initializer initializer) {
            return add(name, shape, initializer, false);
        }

        /**
         * Adds numbers that training leaves alone, such as the statistics of a batch normalisation: their gradient stays
         * zero, and weight decay does not apply.
         */
        public Layout addFixed(String name, Shape shape, Initializer initializer) {
            fixed.add(name);
            return add(name, shape, initializer, false);
        }

        /** Whether training leaves a parameter alone. */
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

        /** The parameters' shapes, in their order. */
        public Map<String, Shape> shapes() {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            entries.forEach((name, entry) -> shapes.put(name, entry.shape));
            return shapes;
        }

        /**
         * Where in the slab a parameter begins, in floats.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        public int offset(String name) {
            return entry(entries, name).offset;
        }

        /** The number of floats in the slab. */
        public int size() {
            return (int) Math.min(Shape.MAX_SIZE, size);
        }

        /** Bytes of one slab. */
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
    /** From the first use on. */
    private volatile @Nullable Tensor gradients;

    private double gradientNorm;
    /** The gradients whose norm it is. */
    private long gradientNormVersion = -1;

    private final Watch watch;

    /** Allocates the slab of values and initialises it from {@code seed}. */
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

    /** Whose memory the slabs are. */
    public Backend backend() {
        return backend;
    }

    /** In the order of the slab. */
    public List<String> names() {
        return new ArrayList<>(entries.keySet());
    }

    /**
     * The slab in as few parts as differ in whether weight decay applies, in its order; gaps belong to what they
     * follow.
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

    /** The number of floats that are trained, without the slab's gaps. */
    public long count() {
        return entries.values().stream().mapToLong(entry -> entry.shape.size()).sum();
    }

    /** The number of floats in a slab. */
    public int size() {
        return values.size();
    }

    /**
     * A read-only view of one parameter.
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

    /** A view of one parameter's gradient; the first call allocates the slab of gradients. */
    public Tensor gradient(String name) {
        Entry entry = entry(entries, name);
        return gradients().view("gradient of " + name, entry.offset, entry.shape);
    }

    /** All values, read-only. */
    public Tensor values() {
        return values.readOnlyView();
    }

    /** All gradients. */
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

    /** Changes whenever a value may have changed. */
    public long version() {
        return values.version();
    }

    /**
     * Overwrites one parameter, row-major.
     *
     * @throws IllegalStateException while another thread computes with the parameters, or changes them
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
     * Lets {@code update} change the values.
     *
     * @throws IllegalStateException while another thread computes with the parameters, or changes them
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

    /** Backward passes add to the gradients; this is what they start from. */
    public void zeroGradients() {
        gradients().zero(0, size());
    }

    /**
     * ‖g‖₂ over all gradients; not finite if one is not. What was found last, as long as no gradient has changed since.
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
     * g ← factor·g for all gradients.
     *
     * @throws IllegalArgumentException if the factor is not finite
     */
    public void scaleGradients(double factor) {
        if (!Float.isFinite((float) factor)) {
            throw new IllegalArgumentException("factor of gradients: expected a finite number but got " + factor);
        }
        Tensor slab = gradients();
        boolean known = slab.version() == gradientNormVersion && Math.abs(factor) <= 1; // above, floats may overflow
        backend.optimizer().scale(slab, (float) factor);
        if (known) {
            gradientNorm *= Math.abs(factor);
            gradientNormVersion = slab.version();
        }
    }

    /** How many there are, and in whose memory, for logs. */
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

    /** What keeps parameters from being closed, until it is closed itself; that again does nothing. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Keeps the parameters from being closed: for whatever has them for longer than a call, as predictors, streams and
     * trainers do. A hold that nobody refers to any more counts as closed. Thread-safe.
     *
     * @param user who that is, for the error: {@code predictor}
     * @throws IllegalStateException if they are closed
     */
    public Hold hold(String user) {
        return use.add(user);
    }

    /**
     * For models, before they run forward: from now until {@link #endForward} nobody closes or changes the values. Any
     * number of threads may be inside.
     *
     * @throws IllegalStateException if another thread changes the values, or they are closed
     */
    public void beginForward() {
        use.beginForward();
    }

    /** For models, after they ran forward, however that ended. */
    public void endForward() {
        use.endForward();
    }

    /**
     * For models, before they run backward: from now until {@link #endBackward} the gradients are the calling thread's.
     *
     * @throws IllegalStateException if another thread is adding to the gradients
     */
    public void beginBackward() {
        use.beginBackward();
    }

    /** For models, after they ran backward, however that ended. */
    public void endBackward() {
        use.endBackward();
    }

    /**
     * Frees both slabs. Idempotent.
     *
     * @throws IllegalStateException if they are in use, with by what; then nothing has changed
     */
    @Override
    public void close() {
        use.close(scope);
        watch.close();
    }

    /** {@link #close} now, or as soon as nothing holds them any more. */
    public void closeWhenUnused() {
        use.closeWhenUnused(scope);
        watch.close(); // whoever uses it longer is watched too
    }
}
