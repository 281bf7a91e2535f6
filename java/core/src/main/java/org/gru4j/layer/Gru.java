package org.gru4j.layer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.gru4j.backend.Lengths;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * GRUs in one or more layers, as described by a {@link GruSpec}. Their states are h only.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Gru extends StackedCells {
    private final GruSpec spec;

    Gru(String name, GruSpec spec, Parameters parameters) {
        super(name, "GRU", spec, parameters);
        this.spec = spec;
    }

    @Override
    public GruSpec spec() {
        return spec;
    }

    /**
     * Returns the gates' activations for an input, in inference. They are always computed by the reference, in doubles,
     * whatever the backend.
     *
     * @param x [T,N,I]
     * @param h0 [L·D,N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @return one for each layer and direction, in the order l0 forward, l0 reverse, l1 forward, …
     */
    public List<GruGates> gates(Tensor x, @Nullable Tensor h0, int @Nullable [] lengths) {
        requireInputs(x, h0);
        int steps = x.dim(0);
        int batch = x.dim(1);
        if (lengths != null) {
            Lengths.require(lengths, batch, steps);
        }
        ReferenceStack reference = new ReferenceStack(spec, steps, batch);
        reference.forward(
                weights().stream().map(ReferenceStack.Weights::of).toList(),
                x.toDoubles(),
                h0 == null ? null : h0.toDoubles(),
                lengths,
                spec.zoneout() == 0 ? null : expectedMasks(steps, batch));
        return reference.gates();
    }

    private List<ReferenceStack.Masks> expectedMasks(int steps, int batch) {
        double[] update = new double[steps * batch * spec.hiddenSize()];
        Arrays.fill(update, DrawnMasks.keptUpdate(spec));
        return Collections.nCopies(spec.kernelCount(), new ReferenceStack.Masks(null, update));
    }
}
