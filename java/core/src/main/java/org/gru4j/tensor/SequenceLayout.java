package org.gru4j.tensor;

import java.nio.FloatBuffer;

/**
 * The two orders in which a program's arrays and buffers may store N sequences of T steps of I features. Tensors are
 * always [T,N,I]. Each method copies between a tensor and an array or a buffer in this order; they never share memory.
 *
 * <pre>
 *   SequenceLayout.BATCH_FIRST.copy(x, tensor);              // x[n][t][i]
 *   float[][][] y = SequenceLayout.TIME_MAJOR.toArrays(tensor);   // y[t][n][o]
 * </pre>
 *
 * <p>An array {@code float[][]} is always one sequence [T][I], in either order. It is never one step of several
 * sequences. {@link RaggedArrays} copies sequences of different lengths.
 *
 * <p>Immutable.
 */
public enum SequenceLayout {
    /** [N][T][I]: all steps of the first sequence, then of the second. */
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
     * @param target [T,N,I]; error messages use its name for the array
     * @throws ShapeException if an array is null or has the wrong length; the message names the place: {@code x[3][7]}
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
            for (int a = 0, outer = outer(target); a < outer; a++) { // the caller may have replaced inner arrays
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

    /**
     * Overwrites a tensor from one array with the elements in this order.
     *
     * @param source [N·T·I] or [T·N·I]
     * @param target [T,N,I]
     * @throws ShapeException if the array does not have T·N·I elements
     */
    public void copy(float[] source, Tensor target) {
        requireRank(target);
        if (source.length != target.size()) {
            throw new ShapeException(target + ": expected " + target.size() + " floats but got " + source.length);
        }
        copy(FloatBuffer.wrap(source), target);
    }

    /**
     * Overwrites a tensor from a buffer with the elements in this order. The buffer may be on or off the heap, in
     * either byte order. Reading starts at its position, which advances by T·N·I.
     *
     * @param target [T,N,I]
     * @throws ShapeException if the buffer has fewer than T·N·I floats remaining; its position does not change
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
     * Copies a tensor's elements into a buffer in this order. The buffer may be on or off the heap, in either byte
     * order. Writing starts at its position, which advances by T·N·I.
     *
     * @param source [T,N,I]
     * @throws ShapeException if the buffer has fewer than T·N·I floats remaining; its position does not change
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
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
     * Returns a tensor's elements as nested arrays [N][T][I] or [T][N][I].
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
     * @throws ShapeException if an array is null or has the wrong length, or the tensor does not hold exactly one
     *     sequence
     */
    public static void copySequence(float[][] sequence, Tensor target) {
        requireOne(target);
        BATCH_FIRST.copy(new float[][][] {sequence}, target);
    }

    /**
     * Returns the only sequence of a tensor, [T][I].
     *
     * @param source [T,1,I]
     */
    public static float[][] toSequence(Tensor source) {
        requireOne(source);
        return BATCH_FIRST.toArrays(source)[0];
    }

    static void requireRank(Tensor tensor) {
        if (tensor.shape().rank() != 3) { // builds the name only for an error
            tensor.requireRank(tensor.name() + " [T,N,I]", 3);
        }
    }

    static void requireFeatures(String name, int a, int b, float[] features, int size) {
        if (features == null || features.length != size) {
            requireLength(name + "[" + a + "][" + b + "]", features == null ? -1 : features.length, size, "features");
        }
    }

    /** @param actual length of the array; −1 if the array is null */
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

    /** Returns the index of element [a][b][0] of the arrays in the tensor's storage. */
    private int place(Tensor tensor, int a, int b) {
        return tensor.offset() + (this == BATCH_FIRST ? b * tensor.dim(1) + a : a * tensor.dim(1) + b) * tensor.dim(2);
    }
}
