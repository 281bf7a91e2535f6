package org.gru4j.backend.reference;

import org.gru4j.tensor.Tensor;

/** The edge between float tensors and double arrays, the only place where the reference rounds. Not thread-safe. */
final class Doubles {
    private static final int BLOCK = 1024;

    private final float[] block = new float[BLOCK];

    /** target = the tensor's elements. */
    void load(Tensor source, double[] target) {
        for (int from = 0; from < target.length; from += BLOCK) {
            int length = Math.min(BLOCK, target.length - from);
            source.read(from, block, 0, length);
            for (int k = 0; k < length; k++) {
                target[from + k] = block[k];
            }
        }
    }

    /** The tensor's elements = source, rounded. */
    void store(double[] source, Tensor target) {
        for (int from = 0; from < source.length; from += BLOCK) {
            int length = Math.min(BLOCK, source.length - from);
            for (int k = 0; k < length; k++) {
                block[k] = (float) source[from + k];
            }
            target.write(from, block, 0, length);
        }
    }
}
