package org.gru4j.backend.portable;

import org.gru4j.backend.Backend;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;

/** One loop, in blocks that are copied to the heap. */
final class PortableDropoutKernel extends DropoutKernel {
    private static final int BLOCK = 1024;

    /** One per thread, so that a step allocates nothing. */
    private final ThreadArrays scratch = new ThreadArrays(1, 0);

    PortableDropoutKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void compute(Tensor x, long key, long threshold, float kept, Tensor y) {
        float[] block = scratch.floats(0, BLOCK);
        for (int from = 0; from < x.size(); from += BLOCK) {
            int length = Math.min(BLOCK, x.size() - from);
            x.read(from, block, 0, length);
            for (int k = 0; k < length; k++) {
                block[k] = CounterRandom.bits53(key, from + k) < threshold ? 0 : kept * block[k];
            }
            y.write(from, block, 0, length);
        }
    }
}
