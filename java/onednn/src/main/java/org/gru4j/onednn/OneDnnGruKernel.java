package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import java.lang.ref.Reference;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.backend.Threads;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/** A GRU kernel in native code. One native call per pass; none makes a Java object. */
final class OneDnnGruKernel extends RecurrentKernel {
    private final OneDnnBackend backend;
    private final Strategy strategy;
    private final NativeGruKernel peer;
    private final NativeStorage scratch;
    private final NativeStorage nativeLengths;
    /** Of inference; in training each workspace has its own. */
    private final Spare spare;

    // of a native loop; none while there are no repetitions
    private int loopRepetitions;
    private Tensor loopST;
    private double loopSeconds;

    /** @param strategy PRIMITIVE or PANEL */
    OneDnnGruKernel(OneDnnBackend backend, RecurrentDims dims, Strategy strategy) {
        super(backend, dims);
        requireSizes(dims);
        this.backend = backend;
        this.strategy = strategy;
        this.peer = createPeer(backend, dims, strategy);
        NativeStorage kernelScratch = null;
        try {
            kernelScratch = backend.allocate(peer.scratchFloats(), "kernel " + dims);
            nativeLengths = backend.allocate(dims.batch(), "kernel " + dims);
            spare = new Spare(backend, dims, peer.spareFloats());
        } catch (RuntimeException | Error e) {
            peer.free();
            if (kernelScratch != null) {
                backend.release(kernelScratch);
            }
            throw e;
        }
        scratch = kernelScratch;
        peer.useScratch(scratch.address());
        freedBy(peer::free);
    }

    /** Dims whose tensors could not exist must not reach native code, which counts in whole numbers of its own. */
    static void requireSizes(RecurrentDims dims) {
        Shape.of(dims.steps(), dims.batch(), dims.inputSize());
        Shape.of(dims.steps(), dims.batch(), dims.hiddenSize());
        Shape.of(dims.inputSize(), 3, dims.hiddenSize());
        Shape.of(dims.hiddenSize(), 3, dims.hiddenSize());
    }

    private static NativeGruKernel createPeer(OneDnnBackend backend, RecurrentDims dims, Strategy strategy) {
        try {
            return new NativeGruKernel(dims.steps(), dims.batch(), dims.inputSize(), dims.hiddenSize(),
                    dims.cell() == RecurrentCell.GRU_AFTER, dims.reverse(), dims.training(),
                    strategy == Strategy.PANEL,
                    // a panel kernel is limited at each call, primitives are made for a number of threads
                    strategy == Strategy.PANEL ? backend.threads() : backend.threadsNow());
        } catch (RuntimeException e) {
            throw new IllegalStateException("no native kernel can be made of " + dims + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected RecurrentWorkspace createWorkspace() {
        return new OneDnnWorkspace(backend, this, peer.workspaceFloats(), peer.spareFloats());
    }

    @Override
    protected void computeForward(RecurrentWeights weights, Tensor x, Tensor s0, int[] lengths, GruMasks masks,
            Tensor y,
            Tensor sT, RecurrentWorkspace workspace) {
        if (masks != null && strategy == Strategy.PRIMITIVE) {
            throw new IllegalStateException("kernel " + dims() + ": oneDNN's primitives know no masks, -D"
                    + Strategy.PROPERTY + " must be auto or panel but is " + System.getProperty(Strategy.PROPERTY));
        }
        OneDnnWorkspace ours = (OneDnnWorkspace) workspace;
        peer.forward(addressOf(weights.w()), addressOf(weights.u()), addressOf(weights.b()), weights.version(),
                addressOf(x), addressOf(s0), lengthsAddress(lengths), addressOf(masks == null ? null : masks.state()),
                addressOf(masks == null ? null : masks.update()), addressOf(y), addressOf(sT),
                ours == null ? 0 : ours.address(), (ours == null ? spare : ours.spare()).address(lengths != null),
                Threads.limit());
    }

    @Override
    protected void computeBackward(Tensor dy, Tensor dsT, RecurrentWeights gradients, Tensor dx, Tensor ds0,
            RecurrentWorkspace workspace) {
        OneDnnWorkspace ours = (OneDnnWorkspace) workspace;
        if (loopRepetitions > 0) {
            loop(dy, gradients, dx, ours);
            return;
        }
        RecurrentWeights weights = ours.weights();
        int[] lengths = ours.lengths();
        GruMasks masks = ours.masks();
        boolean copies = lengths != null || strategy == Strategy.PRIMITIVE && (dy == null || dx == null);
        peer.backward(addressOf(weights.w()), addressOf(weights.u()), addressOf(weights.b()), weights.version(),
                addressOf(ours.x()), addressOf(ours.s0()), lengthsAddress(lengths),
                addressOf(masks == null ? null : masks.state()), addressOf(masks == null ? null : masks.update()),
                addressOf(ours.y()), addressOf(dy), addressOf(dsT), addressOf(gradients.w()), addressOf(gradients.u()),
                addressOf(gradients.b()), addressOf(dx), addressOf(ds0), ours.address(), ours.spare().address(copies),
                Threads.limit());
    }

    /**
     * Training steps in a native loop, instead of a backward over tensors that forward has just taken; returns seconds. As
     * in any backward, the kernel, the workspace and the tensors are held meanwhile.
     */
    synchronized double loopTraining(Tensor dy, RecurrentWeights gradients, Tensor dx, RecurrentWorkspace workspace,
            Tensor sT,
            int repetitions) {
        boolean held = sT.hold();
        loopRepetitions = repetitions;
        loopST = sT;
        try {
            backward(dy, null, gradients, dx, null, workspace);
            return loopSeconds;
        } finally {
            loopRepetitions = 0;
            loopST = null;
            if (held) {
                sT.release();
            }
            Reference.reachabilityFence(sT);
        }
    }

    private void loop(Tensor dy, RecurrentWeights gradients, Tensor dx, OneDnnWorkspace workspace) {
        RecurrentWeights weights = workspace.weights();
        loopSeconds = NativeLibrary.loopTraining(peer, addressOf(weights.w()), addressOf(weights.u()),
                addressOf(weights.b()), addressOf(workspace.x()), addressOf(workspace.s0()), 0,
                addressOf(workspace.y()), addressOf(loopST), addressOf(dy), 0, addressOf(gradients.w()),
                addressOf(gradients.u()), addressOf(gradients.b()), addressOf(dx), 0, workspace.address(), 0,
                loopRepetitions);
    }

    /** Of a copy that native code can see. */
    private long lengthsAddress(int[] lengths) {
        if (lengths == null) {
            return 0;
        }
        nativeLengths.ints().put(0, lengths, 0, lengths.length);
        return nativeLengths.address();
    }

    @Override
    protected void release() {
        backend.release(scratch);
        backend.release(nativeLengths);
        spare.release();
    }
}
