package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import java.lang.ref.Reference;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.Workspace;
import org.gru4j.gru.GruMasks;
import org.gru4j.gru.GruWeights;
import org.gru4j.tensor.Tensor;

/** A GRU kernel in native code. */
final class OneDnnGruKernel extends GruKernel {
    private final NativeRecurrent kernel;

    // of a native loop; none while there are no repetitions
    private int loopRepetitions;
    private Tensor loopHT;
    private double loopSeconds;

    /** @param strategy PRIMITIVE or PANEL */
    OneDnnGruKernel(OneDnnBackend backend, GruDims dims, Strategy strategy) {
        super(backend, dims);
        kernel = new NativeRecurrent(backend, RecurrentShape.of(dims), strategy);
        freedBy(kernel.peer()::free);
    }

    @Override
    protected Workspace createWorkspace() {
        return new OneDnnWorkspace(this, kernel.allocateMemory());
    }

    @Override
    protected void computeForward(GruWeights weights, Tensor x, Tensor h0, int[] lengths, GruMasks masks, Tensor y,
            Tensor hT, Workspace workspace) {
        if (masks != null && kernel.strategy() == Strategy.PRIMITIVE) {
            throw new IllegalStateException("kernel " + dims() + ": oneDNN's primitives know no masks, -D"
                    + Strategy.PROPERTY + " must be auto or panel but is " + System.getProperty(Strategy.PROPERTY));
        }
        kernel.forward(weights.w(), weights.u(), weights.b(), weights.version(), x, h0, lengths,
                masks == null ? null : masks.state(), masks == null ? null : masks.update(), y, hT,
                workspace == null ? null : ((OneDnnWorkspace) workspace).memory());
    }

    @Override
    protected void computeBackward(Tensor dy, Tensor dhT, GruWeights gradients, Tensor dx, Tensor dh0,
            Workspace workspace) {
        OneDnnWorkspace ours = (OneDnnWorkspace) workspace;
        if (loopRepetitions > 0) {
            loop(dy, gradients, dx, ours);
            return;
        }
        GruWeights weights = ours.weights();
        GruMasks masks = ours.masks();
        kernel.backward(weights.w(), weights.u(), weights.b(), weights.version(), ours.x(), ours.h0(), ours.lengths(),
                masks == null ? null : masks.state(), masks == null ? null : masks.update(), ours.y(), dy, dhT,
                gradients.w(), gradients.u(), gradients.b(), dx, dh0, ours.memory());
    }

    /**
     * Training steps in a native loop, instead of a backward over tensors that forward has just taken; returns seconds.
     * As in any backward, the kernel, the workspace and the tensors are held meanwhile.
     */
    synchronized double loopTraining(Tensor dy, GruWeights gradients, Tensor dx, Workspace workspace, Tensor hT,
            int repetitions) {
        boolean held = hT.hold();
        loopRepetitions = repetitions;
        loopHT = hT;
        try {
            backward(dy, null, gradients, dx, null, workspace);
            return loopSeconds;
        } finally {
            loopRepetitions = 0;
            loopHT = null;
            if (held) {
                hT.release();
            }
            Reference.reachabilityFence(hT);
        }
    }

    private void loop(Tensor dy, GruWeights gradients, Tensor dx, OneDnnWorkspace workspace) {
        GruWeights weights = workspace.weights();
        loopSeconds = NativeLibrary.loopTraining(kernel.peer(), addressOf(weights.w()), addressOf(weights.u()),
                addressOf(weights.b()), addressOf(workspace.x()), addressOf(workspace.h0()), 0,
                addressOf(workspace.y()), addressOf(loopHT), addressOf(dy), 0, addressOf(gradients.w()),
                addressOf(gradients.u()), addressOf(gradients.b()), addressOf(dx), 0, workspace.memory().address(), 0,
                loopRepetitions);
    }

    @Override
    protected void release() {
        kernel.release();
    }
}
