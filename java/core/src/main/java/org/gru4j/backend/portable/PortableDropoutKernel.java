package org.gru4j.backend.portable;

import org.gru4j.backend.Backend;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;

/** Applies dropout in one loop, over blocks that are copied to the heap. */
final class PortableDropoutKernel extends DropoutKernel {
    private static final int BLOCK = 1024;

    /** One block for each thread, so that a step allocates nothing. */
    private final ThreadArrays scratch = new ThreadArrays(0, 1);

    PortableDropoutKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void compute(Tensor x, long first, long stride, long key, long threshold, float kept, Tensor y) {
        double[] block = scratch.doubles(0, BLOCK);
        int width = x.dim(1) * x.dim(2);
        for (int t = 0; t < x.dim(0); t++) {
            long number = t * stride + first;
            for (int j = 0; j < width; j += BLOCK) {
                int length = Math.min(BLOCK, width - j);
                x.read(t * width + j, block, 0, length);
                for (int k = 0; k < length; k++) {
                    block[k] = CounterRandom.bits53(key, number + j + k) < threshold ? 0 : kept * block[k];
                }
                y.write(t * width + j, block, 0, length);
            }
        }
    }
}
