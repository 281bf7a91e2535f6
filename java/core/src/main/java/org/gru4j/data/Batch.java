package org.gru4j.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.tensor.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one step, time-major: N rows of up to T steps. The input of a step is a token id or I features.
 * Targets are optional. They are classes or K real values, for each step or for each sequence; targets for each
 * sequence count as those of a single step.
 *
 * <pre>
 *   Batch.ofIds(T, N).withClassPerStep()                   // language models, sessions
 *   Batch.ofFeatures(T, N, I).withValuesPerStep(K)         // music, forecasts
 *   Batch.ofFeatures(T, N, I).withClassPerSequence()       // spoken words: the model ends in a single step
 * </pre>
 *
 * <p>Classes that are {@link #IGNORE}, values that are NaN, and everything at or past a row's length are not scored.
 * The arrays belong to the batch; callers fill them. A data set may return the same batch repeatedly with new contents,
 * so a batch is valid until the next one is requested.
 *
 * <p>Not thread-safe: any number of threads may read it while no thread fills it.
 */
public final class Batch {
    /** Class of a step that is not scored. */
    public static final int IGNORE = -1;

    private final int steps;
    private final int size;
    private final int inputSize;
    private final int @Nullable [] ids;
    private final float @Nullable [] features;
    private final boolean[] continued;
    private int targetSteps;
    private int targetSize;
    private int @Nullable [] classes;
    private float @Nullable [] values;
    private int @Nullable [] lengths;
    /** The parts of a batch for a model with several inputs, by name; empty for most batches. */
    private final Map<String, Batch> inputs = new LinkedHashMap<>();
    /** The parts of a batch for a model with several outputs, by name; empty for most batches. */
    private final Map<String, Batch> targets = new LinkedHashMap<>();
    /** Lengths of a part whose rows were copied from another batch; created at the first copy. */
    private int[] rowLengths = new int[0];

    /** The inputs that a batch has itself, without its parts. */
    private enum Kind {
        IDS,
        FEATURES,
        NOTHING
    }

    private Batch(int steps, int size, int inputSize, Kind kind) {
        if (steps <= 0 || size <= 0) {
            throw new ShapeException("batch [T,N]: expected positive numbers but got [" + steps + ", " + size + "]");
        }
        if (inputSize <= 0) {
            throw new ShapeException("batch features: expected a positive number but got " + inputSize);
        }
        this.steps = steps;
        this.size = size;
        this.inputSize = inputSize;
        int floats = Math.multiplyExact(Math.multiplyExact(steps, size), inputSize);
        ids = kind == Kind.IDS ? new int[floats] : null;
        features = kind == Kind.FEATURES ? new float[floats] : null;
        continued = new boolean[size];
    }

    /**
     * Creates a batch of token ids, all 0, without targets.
     *
     * @param steps T
     * @param size N
     */
    public static Batch ofIds(int steps, int size) {
        return new Batch(steps, size, 1, Kind.IDS);
    }

    /**
     * Creates a batch of real features, all 0, without targets.
     *
     * @param steps T
     * @param size N
     * @param inputSize I
     */
    public static Batch ofFeatures(int steps, int size, int inputSize) {
        return new Batch(steps, size, inputSize, Kind.FEATURES);
    }

    /**
     * Creates a batch that has no inputs itself: for targets that are added by {@link #withTarget}, or for inputs that
     * are added by {@link #withInput}.
     *
     * @param steps T, steps of the batch's own targets; any positive number if it has none
     * @param size N
     */
    public static Batch ofParts(int steps, int size) {
        return new Batch(steps, size, 1, Kind.NOTHING);
    }

    /** Adds a class [T,N] for each step, initially 0. */
    public Batch withClassPerStep() {
        return withClasses(steps);
    }

    /** Adds a class [1,N] for each sequence, initially 0. */
    public Batch withClassPerSequence() {
        return withClasses(1);
    }

    /** Adds K = {@code count} values [T,N,K] for each step, initially 0. */
    public Batch withValuesPerStep(int count) {
        return withValues(steps, count);
    }

    /** Adds K = {@code count} values [1,N,K] for each sequence, initially 0. */
    public Batch withValuesPerSequence(int count) {
        return withValues(1, count);
    }

    private Batch withClasses(int forSteps) {
        requireNoTargets();
        targetSteps = forSteps;
        targetSize = 1;
        classes = new int[forSteps * size];
        return this;
    }

    private Batch withValues(int forSteps, int count) {
        requireNoTargets();
        if (count <= 0) {
            throw new ShapeException("target values: expected a positive number but got " + count);
        }
        targetSteps = forSteps;
        targetSize = count;
        values = new float[Math.multiplyExact(forSteps * size, count)];
        return this;
    }

    private void requireNoTargets() {
        if (targetSteps > 0) {
            throw new IllegalStateException("the batch has targets already");
        }
    }

    /**
     * Adds an input of a model that has several. The model finds each by its name.
     *
     * @param name name of the input
     * @param part inputs of the same number of sequences, with its own steps and lengths
     * @throws IllegalArgumentException if the batch already has an input with this name
     */
    public Batch withInput(String name, Batch part) {
        add("input", name, part, inputs);
        return this;
    }

    /**
     * Adds the targets of one output of a model that has several.
     *
     * @param name name of the output
     * @param part targets of the same number of sequences, with its own lengths; its inputs are not read
     * @throws IllegalArgumentException if the batch already has targets with this name
     */
    public Batch withTarget(String name, Batch part) {
        add("target", name, part, targets);
        return this;
    }

    private void add(String what, String name, Batch part, Map<String, Batch> parts) {
        if (part.size != size) {
            throw new ShapeException(what + " '" + name + "': expected " + size + " sequences but got " + part.size);
        }
        if (parts.putIfAbsent(name, part) != null) {
            throw new IllegalArgumentException(what + " '" + name + "': the batch already has one with this name");
        }
    }

    /**
     * Returns the part that the named input reads: the part added with this name, or this batch itself if no inputs
     * were added.
     *
     * @throws IllegalArgumentException if inputs were added, but none with this name
     */
    public Batch input(String name) {
        return part("input", name, inputs);
    }

    /**
     * Returns the part with the targets of the named output: the part added with this name, or this batch itself if no
     * targets were added.
     *
     * @throws IllegalArgumentException if targets were added, but none with this name
     */
    public Batch target(String name) {
        return part("target", name, targets);
    }

    private Batch part(String what, String name, Map<String, Batch> parts) {
        Batch part = parts.get(name);
        if (part != null) {
            return part;
        }
        if (parts.isEmpty()) {
            return this;
        }
        throw new IllegalArgumentException(
                what + " '" + name + "': expected the batch to have it but it has " + parts.keySet());
    }

    /**
     * Creates a batch with the same steps, inputs and targets as this one, but with {@code rows} rows. The contents are
     * not copied.
     */
    public Batch likeWithRows(int rows) {
        Batch like = new Batch(steps, rows, inputSize, kind());
        if (classes != null) {
            like.withClasses(targetSteps);
        } else if (values != null) {
            like.withValues(targetSteps, targetSize);
        }
        inputs.forEach((name, part) -> like.withInput(name, part.likeWithRows(rows)));
        targets.forEach((name, part) -> like.withTarget(name, part.likeWithRows(rows)));
        return like;
    }

    private Kind kind() {
        return ids != null ? Kind.IDS : features != null ? Kind.FEATURES : Kind.NOTHING;
    }

    /** Returns whether this batch has the same steps, inputs and targets as another one, and {@code rows} rows. */
    public boolean isLike(Batch other, int rows) {
        return size == rows
                && steps == other.steps
                && inputSize == other.inputSize
                && kind() == other.kind()
                && targetSteps == other.targetSteps
                && targetSize == other.targetSize
                && hasClasses() == other.hasClasses()
                && areLike(inputs, other.inputs, rows)
                && areLike(targets, other.targets, rows);
    }

    private static boolean areLike(Map<String, Batch> parts, Map<String, Batch> others, int rows) {
        if (parts.isEmpty() && others.isEmpty()) {
            return true;
        }
        return parts.keySet().equals(others.keySet())
                && others.entrySet().stream().allMatch(other -> {
                    Batch part = parts.get(other.getKey());
                    return part != null && part.isLike(other.getValue(), rows);
                });
    }

    /** T, the number of steps. */
    public int steps() {
        return steps;
    }

    /** N, the number of rows. */
    public int size() {
        return size;
    }

    /** I, the number of features; 1 for token ids. */
    public int inputSize() {
        return inputSize;
    }

    /** Returns whether the inputs are token ids. */
    public boolean hasIds() {
        return ids != null;
    }

    /** Returns whether the targets are classes. */
    public boolean hasClasses() {
        return classes != null;
    }

    /** Returns whether the targets are real values. */
    public boolean hasValues() {
        return values != null;
    }

    /** Token ids [T,N] row-major. */
    public int[] ids() {
        return require(ids, "token ids");
    }

    /** Features [T,N,I] row-major. */
    public float[] features() {
        return require(features, "features");
    }

    /** S, the number of steps of the targets: T, or 1 if there is one target for each sequence; 0 if there are none. */
    public int targetSteps() {
        return targetSteps;
    }

    /** K, the number of values of a target; 1 for classes. */
    public int targetSize() {
        return targetSize;
    }

    /** Target classes [S,N] row-major; {@link #IGNORE} where a step is not scored. */
    public int[] targets() {
        return require(classes, "target classes");
    }

    /** Target values [S,N,K] row-major; NaN where a value is missing. */
    public float[] targetValues() {
        return require(values, "target values");
    }

    private static <A> A require(@Nullable A array, String what) {
        if (array == null) {
            throw new IllegalStateException("the batch has no " + what);
        }
        return array;
    }

    /** Valid steps of each row [N]; null if all rows are full. */
    public int @Nullable [] lengths() {
        return lengths;
    }

    /**
     * Sets the lengths of the rows.
     *
     * @param newLengths [N], not copied: a caller that changes the array later need not set it again; null if all rows
     *     are full
     * @throws ShapeException if there are not N lengths
     */
    public Batch lengths(int @Nullable [] newLengths) {
        if (newLengths != null && newLengths.length != size) {
            throw new ShapeException("lengths [N]: expected [" + size + "] but got [" + newLengths.length + "]");
        }
        lengths = newLengths;
        return this;
    }

    /**
     * Returns whether row n continues where the same row of the previous batch ended, so that its state is carried
     * over.
     */
    public boolean isContinued(int n) {
        return continued[n];
    }

    /** Sets for all rows whether they continue those of the previous batch. */
    public Batch continued(boolean value) {
        Arrays.fill(continued, value);
        return this;
    }

    /** Sets whether row n continues that of the previous batch. */
    public Batch continued(int n, boolean value) {
        continued[n] = value;
        return this;
    }

    /** Sets all inputs to 0, all targets to unscored, and all rows to not continued. Lengths do not change. */
    public Batch clear() {
        if (ids != null) {
            Arrays.fill(ids, 0);
        } else if (features != null) {
            Arrays.fill(features, 0);
        }
        inputs.values().forEach(Batch::clear);
        targets.values().forEach(Batch::clear);
        if (classes != null) {
            Arrays.fill(classes, IGNORE);
        } else if (values != null) {
            Arrays.fill(values, Float.NaN);
        }
        return continued(false);
    }

    /**
     * Copies rows {@code from … from+size()-1} of a batch with the same steps, inputs and targets into this one.
     *
     * @param source the batch to copy from
     * @param from the first row to copy
     * @param ownLengths [N] becomes this batch's lengths, unless all rows of the source are full
     */
    public void copyRows(Batch source, int from, int[] ownLengths) {
        for (int t = 0; t < steps; t++) {
            int at = (t * source.size + from) * inputSize;
            if (ids != null) {
                System.arraycopy(source.ids, at, ids, t * size, size);
            } else if (features != null) {
                System.arraycopy(source.features, at, features, t * size * inputSize, size * inputSize);
            }
        }
        for (int t = 0; t < targetSteps; t++) {
            int at = (t * source.size + from) * targetSize;
            if (classes != null) {
                System.arraycopy(source.classes, at, classes, t * size, size);
            } else {
                System.arraycopy(source.values, at, values, t * size * targetSize, size * targetSize);
            }
        }
        System.arraycopy(source.continued, from, continued, 0, size);
        if (source.lengths != null) {
            System.arraycopy(source.lengths, from, ownLengths, 0, size);
        }
        lengths = source.lengths == null ? null : ownLengths;
        copyRows(source.inputs, inputs, from);
        copyRows(source.targets, targets, from);
    }

    private static void copyRows(Map<String, Batch> sources, Map<String, Batch> parts, int from) {
        if (!parts.isEmpty()) {
            parts.forEach((name, part) -> part.copyRows(require(sources.get(name), "part '" + name + "'"), from));
        }
    }

    private void copyRows(Batch source, int from) {
        if (rowLengths.length != size) {
            rowLengths = new int[size];
        }
        copyRows(source, from, rowLengths);
    }

    /**
     * Copies one row of a batch of the same kind and steps into another row of this one, lengths included.
     *
     * @param from the row of the source
     * @param into the row of this batch
     */
    public void copyRow(Batch source, int from, int into) {
        for (int t = 0; t < steps; t++) {
            int at = (t * source.size + from) * inputSize;
            int to = (t * size + into) * inputSize;
            if (ids != null) {
                System.arraycopy(source.ids(), at, ids, to, 1);
            } else if (features != null) {
                System.arraycopy(source.features(), at, features, to, inputSize);
            }
        }
        for (int t = 0; t < targetSteps; t++) {
            int at = (t * source.size + from) * targetSize;
            int to = (t * size + into) * targetSize;
            if (classes != null) {
                System.arraycopy(source.targets(), at, classes, to, 1);
            } else {
                System.arraycopy(source.targetValues(), at, targetValues(), to, targetSize);
            }
        }
        continued[into] = source.continued[from];
        int[] given = source.lengths;
        if (given != null) {
            int[] own = lengths;
            if (own == null) {
                own = new int[size];
                Arrays.fill(own, steps);
                lengths = own;
            }
            own[into] = given[from];
        }
        inputs.forEach((name, part) -> part.copyRow(source.input(name), from, into));
        targets.forEach((name, part) -> part.copyRow(source.target(name), from, into));
    }

    /** Returns whether step t of row n's targets is within the row's length. */
    public boolean isValid(int t, int n) {
        return lengths == null || (targetSteps == steps ? t : 0) < lengths[n];
    }

    /**
     * Returns whether step t of row n's targets is scored: it is within the row's length, and has a class or at least
     * one value.
     */
    public boolean isScored(int t, int n) {
        if (!isValid(t, n)) {
            return false;
        }
        int row = t * size + n;
        if (classes != null) {
            return classes[row] != IGNORE;
        }
        float[] targets = require(values, "target values");
        for (int k = row * targetSize, end = k + targetSize; k < end; k++) {
            if (!Float.isNaN(targets[k])) {
                return true;
            }
        }
        return false;
    }

    /** Number of steps of the targets that are scored. */
    public int scoredSteps() {
        int count = 0;
        for (int t = 0; t < targetSteps; t++) {
            for (int n = 0; n < size; n++) {
                if (isScored(t, n)) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Number of target values that are scored; for classes, the number of steps. */
    public int scoredElements() {
        if (values == null) {
            return scoredSteps();
        }
        int count = 0;
        for (int t = 0, at = 0; t < targetSteps; t++) {
            for (int n = 0; n < size; n++, at += targetSize) {
                for (int k = 0; k < targetSize && isValid(t, n); k++) {
                    count += Float.isNaN(values[at + k]) ? 0 : 1;
                }
            }
        }
        return count;
    }
}
