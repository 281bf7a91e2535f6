package org.gru4j.backend;

import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.Tensor;

/**
 * What {@link Workspace} is to a {@link GruKernel}, to an {@link RnnKernel}. Not thread-safe: for one thread at a time
 * (use by two at once is an IllegalStateException).
 */
public abstract class RnnWorkspace extends SequenceWorkspace<RnnWeights> {
    private static final int MAX_TENSORS = 6;

    private Tensor s0;

    protected RnnWorkspace(RnnKernel kernel) {
        super(kernel, kernel.dims(), kernel.dims().steps(), kernel.dims().batch(), MAX_TENSORS);
    }

    final void filled(RnnWeights forwardWeights, Tensor forwardX, Tensor forwardS0, int[] forwardLengths,
            Tensor forwardY) {
        s0 = forwardS0;
        watch(forwardWeights.w());
        watch(forwardWeights.u());
        watch(forwardWeights.b());
        watch(s0);
        filled(forwardWeights, forwardX, forwardLengths, forwardY);
    }

    /** Forward's s0 [S,N,H]; null stands for zeros. */
    public final Tensor s0() {
        return s0;
    }
}
