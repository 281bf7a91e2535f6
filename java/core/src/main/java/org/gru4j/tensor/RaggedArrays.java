package org.gru4j.tensor;

/**
 * Sequences of different lengths as arrays {@code x[n][t][i]}, batch-first, and as what layers read: a tensor [T,N,I]
 * that is padded to the longest of them, and the rows' lengths. A sequence may have no steps at all.
 *
 * <p>Thread-safe: it has no state.
 */
public final class RaggedArrays {
    private RaggedArrays() {}

    /**
     * How many steps each sequence has [N].
     *
     * @param sequences [N] of arrays of steps: {@code float[][][]}, or {@code int[][]} of token ids
     * @throws ShapeException if one is null, with its place: {@code x[3]}
     */
    public static int[] lengths(float[][][] sequences) {
        int[] lengths = new int[sequences.length];
        for (int n = 0; n < lengths.length; n++) {
            requireSequence("x", n, sequences[n]);
            lengths[n] = sequences[n].length;
        }
        return lengths;
    }

    /** As above. */
    public static int[] lengths(int[][] sequences) {
        int[] lengths = new int[sequences.length];
        for (int n = 0; n < lengths.length; n++) {
            requireSequence("ids", n, sequences[n]);
            lengths[n] = sequences[n].length;
        }
        return lengths;
    }

    /**
     * The steps T of the tensor that sequences of these lengths fit into: the longest's, but at least 1, since tensors
     * are never empty.
     */
    public static int steps(int[] lengths) {
        int longest = 1;
        for (int length : lengths) {
            longest = Math.max(longest, length);
        }
        return longest;
    }

    /**
     * Overwrites a tensor from sequences of at most T steps; zero past each one's end.
     *
     * @param sequences [N][≤T][I]
     * @param target [T,N,I]; errors name the arrays after it
     * @throws ShapeException if there are not N, or one is too long, or not all steps have I features, with the place:
     *     {@code x[3][7]}
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
     * Token ids [T,N], time-major, of sequences of at most T; 0 past each one's end.
     *
     * @param sequences [N][≤T]
     * @param target [T·N]
     * @throws ShapeException if {@code target} is not of a whole number of steps, or one sequence is longer
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
     * The valid steps of each row of a tensor, as arrays [N][length][O] of their own.
     *
     * @param source [T,N,O]
     * @param lengths [N], none above T
     * @throws ShapeException if there are not N lengths, or one does not fit
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
