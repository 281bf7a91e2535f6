package org.gru4j.backend;

import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.tensor.Tensor;

/**
 * What one forward pass of a training kernel leaves for its one backward pass: filled by forward, spent by backward.
 *
 * <p>Backends extend it with their own memory. It also remembers forward's tensors, which must stay open and unchanged
 * until backward has run.
 *
 * <p>Not thread-safe: for one thread at a time (use by two at once is an IllegalStateException).
 */
public abstract class Workspace extends SequenceWorkspace<GruWeights> {
    private static final int MAX_TENSORS = 8;

    private Tensor h0;
    private GruMasks masks;

    protected Workspace(GruKernel kernel) {
        super(kernel, kernel.dims(), kernel.dims().steps(), kernel.dims().batch(), MAX_TENSORS);
    }

    final void filled(GruWeights forwardWeights, Tensor forwardX, Tensor forwardH0, int[] forwardLengths,
            GruMasks forwardMasks, Tensor forwardY) {
        h0 = forwardH0;
        masks = forwardMasks;
        watch(forwardWeights.w());
        watch(forwardWeights.u());
        watch(forwardWeights.b());
        watch(h0);
        if (masks != null) {
            watch(masks.state());
            watch(masks.update());
        }
        filled(forwardWeights, forwardX, forwardLengths, forwardY);
    }

    /** Forward's h0 [N,H]; null stands for zeros. */
    public final Tensor h0() {
        return h0;
    }

    /** Forward's masks; null if there were none. */
    public final GruMasks masks() {
        return masks;
    }
}
