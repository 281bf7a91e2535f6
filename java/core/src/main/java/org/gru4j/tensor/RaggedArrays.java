package org.gru4j.tensor;

/**
 * Converts sequences of different lengths between two forms: arrays {@code x[n][t][i]}, batch-first, and what layers
 * read, which is a tensor [T,N,I] padded to the longest sequence plus the rows' lengths. A sequence may have no steps.
 *
 * <p>Thread-safe: it has no state.
 */
public final class RaggedArrays {
    private RaggedArrays() {}

    /**
     * Returns the number of steps of each sequence, [N].
     *
     * @param sequences [N] arrays of steps
     * @throws ShapeException if a sequence is null; the message names it: {@code x[3]}
     */
    public static int[] lengths(float[][][] sequences) {
        int[] lengths = new int[sequences.length];
        for (int n = 0; n < lengths.length; n++) {
            requireSequence("x", n, sequences[n]);
            lengths[n] = sequences[n].length;
        }
        return lengths;
    }

    /**
     * Returns the number of tokens of each sequence, [N].
     *
     * @param sequences [N] arrays of token ids
     * @throws ShapeException if a sequence is null; the message names it: {@code ids[3]}
     */
    public static int[] lengths(int[][] sequences) {
        int[] lengths = new int[sequences.length];
        for (int n = 0; n < lengths.length; n++) {
            requireSequence("ids", n, sequences[n]);
            lengths[n] = sequences[n].length;
        }
        return lengths;
    }

    /**
     * Returns the number of steps T of a tensor that sequences of these lengths fit into: the longest length, but at
     * least 1, because tensors are never empty.
     */
    public static int steps(int[] lengths) {
        int longest = 1;
        for (int length : lengths) {
            longest = Math.max(longest, length);
        }
        return longest;
    }

    /**
     * Overwrites a tensor with sequences of at most T steps. Steps past the end of a sequence become zero.
     *
     * @param sequences [N][≤T][I]
     * @param target [T,N,I]; error messages use its name
     * @throws ShapeException if the number of sequences is not N, a sequence is too long, or a step does not have I
     *     features; the message names the place: {@code x[3][7]}
     */
    public static void pad(float[][][] sequences, Tensor target) {
        SequenceLayout.requireRank(target);
        int steps = target.dim(0);
        int batch = target.dim(1);
        int size = target.dim(2);
        SequenceLayout.requireLength(target.name(), sequences.length, batch, "sequences");
        for (int n = 0; n < batch; n++) {
            requireSequence(target.name(), n, sequences[n]);
            requireFits(target.name(), n, sequences[n].length, steps);
            for (int t = 0; t < sequences[n].length; t++) {
                SequenceLayout.requireFeatures(target.name(), n, t, sequences[n][t], size);
            }
        }
        for (int n = 0; n < batch; n++) {
            for (int t = 0; t < steps; t++) {
                int at = (t * batch + n) * size;
                if (t < sequences[n].length) {
                    target.write(at, sequences[n][t], 0, size);
                } else {
                    target.zero(at, size);
                }
            }
        }
    }

    /**
     * Converts sequences of token ids to time-major ids [T,N]. Steps past the end of a sequence become 0.
     *
     * @param sequences [N][≤T]
     * @param target [T·N]
     * @throws ShapeException if the length of {@code target} is not a multiple of N, or a sequence is longer than T
     */
    public static void pad(int[][] sequences, int[] target) {
        int batch = sequences.length;
        if (batch == 0 || target.length % batch != 0) {
            throw new ShapeException("ids [T,N]: expected a multiple of N = " + batch + " but got " + target.length);
        }
        int steps = target.length / batch;
        for (int n = 0; n < batch; n++) {
            requireSequence("ids", n, sequences[n]);
            requireFits("ids", n, sequences[n].length, steps);
        }
        for (int n = 0; n < batch; n++) {
            for (int t = 0; t < steps; t++) {
                target[t * batch + n] = t < sequences[n].length ? sequences[n][t] : 0;
            }
        }
    }

    /**
     * Returns the valid steps of each row of a tensor as new arrays [N][length][O].
     *
     * @param source [T,N,O]
     * @param lengths [N], each at most T
     * @throws ShapeException if there are not N lengths, or one is out of range
     */
    public static float[][][] cut(Tensor source, int[] lengths) {
        SequenceLayout.requireRank(source);
        int batch = source.dim(1);
        int size = source.dim(2);
        SequenceLayout.requireLength("lengths of " + source.name(), lengths.length, batch, "rows");
        for (int n = 0; n < batch; n++) {
            if (lengths[n] < 0 || lengths[n] > source.dim(0)) {
                throw new ShapeException(
                        "lengths[" + n + "]: expected 0 to T = " + source.dim(0) + " but got " + lengths[n]);
            }
        }
        float[][][] rows = new float[batch][][];
        for (int n = 0; n < batch; n++) {
            rows[n] = new float[lengths[n]][size];
            for (int t = 0; t < lengths[n]; t++) {
                source.read((t * batch + n) * size, rows[n][t], 0, size);
            }
        }
        return rows;
    }

    private static void requireSequence(String name, int n, Object sequence) {
        if (sequence == null) {
            throw new ShapeException(name + "[" + n + "]: expected a sequence but got null");
        }
    }

    private static void requireFits(String name, int n, int length, int steps) {
        if (length > steps) {
            throw new ShapeException(name + "[" + n + "]: expected at most " + steps + " steps but got " + length);
        }
    }
}
