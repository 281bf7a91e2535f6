package org.gru4j.tensor;

import java.nio.FloatBuffer;

/**
 * The two orders in which arrays and buffers of a program hold N sequences of T steps of I features. Tensors are always
 * [T,N,I]; each method copies between one of them and an array or a buffer in this order, nothing is shared.
 *
 * <pre>
 *   SequenceLayout.BATCH_FIRST.copy(x, tensor);              // x[n][t][i]
 *   float[][][] y = SequenceLayout.TIME_MAJOR.toArrays(tensor);   // y[t][n][o]
 * </pre>
 *
 * <p>An array {@code float[][]} is always one sequence [T][I], in either order; it is not one step of several
 * sequences. Sequences of different lengths are copied by {@link RaggedArrays}.
 *
 * <p>Immutable.
 */
public enum SequenceLayout {
    /** [N][T][I]: a whole sequence, then the next. */
    BATCH_FIRST("sequences", "steps"),
    /** [T][N][I]: the first step of all sequences, then the second. */
    TIME_MAJOR("steps", "sequences");

    private final String outerWord;
    private final String innerWord;

    SequenceLayout(String outerWord, String innerWord) {
        this.outerWord = outerWord;
        this.innerWord = innerWord;
    }

    /**
     * Overwrites a tensor from nested arrays.
     *
     * @param source [N][T][I] or [T][N][I]
     * @param target [T,N,I]; errors name the array after it
     * @throws ShapeException if an array is missing or of another length, with its place: {@code x[3][7]}
     */
    public void copy(float[][][] source, Tensor target) {
        requireRank(target);
        String name = target.name();
        int size = target.dim(2);
        requireLength(name, source == null ? -1 : source.length, outer(target), outerWord);
        for (int a = 0; a < source.length; a++) {
            float[][] inner = source[a];
            if (inner == null || inner.length != inner(target)) {
                requireLength(name + "[" + a + "]", inner == null ? -1 : inner.length, inner(target), innerWord);
            }
            for (int b = 0; b < inner.length; b++) {
                requireFeatures(name, a, b, inner[b], size);
            }
        }
        target.requireWritable();
        boolean held = target.hold();
        try {
            Storage memory = target.storage();
            for (int a = 0, outer = outer(target); a < outer; a++) { // the arrays may be others by now
                for (int b = 0, inner = inner(target); b < inner; b++) {
                    memory.put(place(target, a, b), source[a][b], 0, size);
                }
            }
            target.written();
        } finally {
            if (held) {
                target.release();
            }
        }
    }

    /** As above, from one array that holds them row-major. */
    public void copy(float[] source, Tensor target) {
        requireRank(target);
        if (source.length != target.size()) {
            throw new ShapeException(target + ": expected " + target.size() + " floats but got " + source.length);
        }
        copy(FloatBuffer.wrap(source), target);
    }

    /**
     * As above, from a buffer on the heap or off it, in either byte order: from its position on, which advances by
     * T·N·I.
     *
     * @throws ShapeException if it has fewer than T·N·I floats remaining; its position stays
     */
    public void copy(FloatBuffer source, Tensor target) {
        requireRank(target);
        requireRemaining(source, target);
        target.requireWritable();
        int from = source.position();
        boolean held = target.hold();
        try {
            Storage memory = target.storage();
            if (isContiguous(target)) {
                memory.put(target.offset(), source, from, target.size());
            } else {
                for (int a = 0, size = target.dim(2); a < outer(target); a++) {
                    for (int b = 0; b < inner(target); b++, from += size) {
                        memory.put(place(target, a, b), source, from, size);
                    }
                }
            }
            target.written();
        } finally {
            if (held) {
                target.release();
            }
        }
        source.position(source.position() + target.size());
    }

    /**
     * Copies a tensor's elements into a buffer on the heap or off it, in either byte order: from its position on, which
     * advances by T·N·I.
     *
     * @param source [T,N,I]
     * @throws ShapeException if it has fewer than T·N·I floats remaining; its position stays
     * @throws java.nio.ReadOnlyBufferException if it can't be written
     */
    public void copy(Tensor source, FloatBuffer target) {
        requireRank(source);
        requireRemaining(target, source);
        int to = target.position();
        Storage memory = source.storage();
        if (isContiguous(source)) {
            memory.get(source.offset(), target, to, source.size());
        } else {
            for (int a = 0, size = source.dim(2); a < outer(source); a++) {
                for (int b = 0; b < inner(source); b++, to += size) {
                    memory.get(place(source, a, b), target, to, size);
                }
            }
        }
        source.requireStillOpen();
        target.position(target.position() + source.size());
    }

    /**
     * A tensor's elements as nested arrays [N][T][I] or [T][N][I].
     *
     * @param source [T,N,I]
     */
    public float[][][] toArrays(Tensor source) {
        requireRank(source);
        int size = source.dim(2);
        Storage memory = source.storage();
        float[][][] arrays = new float[outer(source)][inner(source)][size];
        for (int a = 0; a < arrays.length; a++) {
            for (int b = 0; b < arrays[a].length; b++) {
                memory.get(place(source, a, b), arrays[a][b], 0, size);
            }
        }
        source.requireStillOpen();
        return arrays;
    }

    /**
     * Overwrites a tensor from one sequence.
     *
     * @param sequence [T][I]
     * @param target [T,1,I]
     * @throws ShapeException as above
     */
    public static void copySequence(float[][] sequence, Tensor target) {
        requireOne(target);
        BATCH_FIRST.copy(new float[][][] {sequence}, target);
    }

    /**
     * The one sequence [T][I] of a tensor.
     *
     * @param source [T,1,I]
     */
    public static float[][] toSequence(Tensor source) {
        requireOne(source);
        return BATCH_FIRST.toArrays(source)[0];
    }

    static void requireRank(Tensor tensor) {
        if (tensor.shape().rank() != 3) { // the name is put together only for the message
            tensor.requireRank(tensor.name() + " [T,N,I]", 3);
        }
    }

    static void requireFeatures(String name, int a, int b, float[] features, int size) {
        if (features == null || features.length != size) {
            requireLength(name + "[" + a + "][" + b + "]", features == null ? -1 : features.length, size, "features");
        }
    }

    /** @param actual −1 for an array that is missing */
    static void requireLength(String what, int actual, int expected, String word) {
        if (actual != expected) {
            throw new ShapeException(
                    what + ": expected " + expected + " " + word + " but got " + (actual < 0 ? "null" : actual));
        }
    }

    private static void requireOne(Tensor tensor) {
        requireRank(tensor);
        tensor.requireShape(tensor.name() + " [T,1,I]", tensor.dim(0), 1, tensor.dim(2));
    }

    private static void requireRemaining(FloatBuffer buffer, Tensor tensor) {
        if (buffer.remaining() < tensor.size()) {
            throw new ShapeException(tensor + ": expected " + tensor.size() + " floats but the buffer has "
                    + buffer.remaining() + " remaining");
        }
    }

    private boolean isContiguous(Tensor tensor) {
        return this == TIME_MAJOR || tensor.dim(0) == 1 || tensor.dim(1) == 1;
    }

    private int outer(Tensor tensor) {
        return tensor.dim(this == BATCH_FIRST ? 1 : 0);
    }

    private int inner(Tensor tensor) {
        return tensor.dim(this == BATCH_FIRST ? 0 : 1);
    }

    /** Where element [a][b][0] of the arrays lies in the tensor's storage. */
    private int place(Tensor tensor, int a, int b) {
        return tensor.offset() + (this == BATCH_FIRST ? b * tensor.dim(1) + a : a * tensor.dim(1) + b) * tensor.dim(2);
    }
}
