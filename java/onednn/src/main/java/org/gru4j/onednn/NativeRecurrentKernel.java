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
import org.jspecify.annotations.Nullable;

/** A native recurrent kernel for any cell. It makes one native call per pass, which creates no Java object. */
final class NativeRecurrentKernel extends RecurrentKernel {
    private static final class NativeWorkspace extends RecurrentWorkspace {
        private final PassMemory memory;

        NativeWorkspace(NativeRecurrentKernel kernel) {
            super(kernel);
            memory = new PassMemory(
                    kernel.backend, kernel.dims(), kernel.peer.workspaceFloats(), kernel.peer.spareFloats());
        }

        @Override
        protected void release() {
            memory.release();
        }
    }

    private final OneDnnBackend backend;
    private final Strategy strategy;
    private final RecurrentPeer peer;
    private final NativeStorage scratch;
    private final NativeStorage nativeLengths;
    private final PassMemory inference;

    // the native loop: 0 and null outside of loopTraining
    private int loopRepetitions;
    private @Nullable Tensor loopST;
    private double loopSeconds;

    /**
     * Creates a kernel.
     *
     * @param strategy PRIMITIVE or PANEL
     * @throws org.gru4j.tensor.ShapeException if a tensor with these dims would be too large
     * @throws org.gru4j.tensor.InsufficientMemoryException if there is not enough memory for the kernel
     * @throws IllegalStateException if native code can't create it; the message has the reason
     */
    NativeRecurrentKernel(OneDnnBackend backend, RecurrentDims dims, Strategy strategy) {
        super(backend, dims);
        requireSizes(dims);
        this.backend = backend;
        this.strategy = strategy;
        this.peer = createPeer(backend, dims, strategy);
        NativeStorage kernelScratch = null;
        try {
            kernelScratch = backend.allocate(peer.scratchFloats(), "kernel " + dims);
            nativeLengths = backend.allocate(dims.batch(), "kernel " + dims);
        } catch (RuntimeException | Error e) {
            peer.free();
            if (kernelScratch != null) {
                backend.release(kernelScratch);
            }
            throw e;
        }
        scratch = kernelScratch;
        inference = new PassMemory(backend, dims, 0, peer.spareFloats());
        peer.useScratch(scratch.address());
        freedBy(peer::free);
    }

    /**
     * Checks that tensors with these dims are not too large. Otherwise integers could overflow in native code.
     *
     * @throws org.gru4j.tensor.ShapeException if one is
     */
    static void requireSizes(RecurrentDims dims) {
        // oneDNN's LSTM gets an additional input that marks padding: native/src/primitive/padding_mark.h
        int inputs = dims.cell() == RecurrentCell.LSTM ? Math.addExact(dims.inputSize(), 1) : dims.inputSize();
        Shape.of(dims.steps(), dims.batch(), inputs);
        Shape.of(dims.steps(), dims.batch(), dims.hiddenSize());
        Shape.of(inputs, dims.cell().gates(), dims.hiddenSize());
        Shape.of(dims.hiddenSize(), dims.cell().gates(), dims.hiddenSize());
    }

    private static RecurrentPeer createPeer(OneDnnBackend backend, RecurrentDims dims, Strategy strategy) {
        try {
            return new RecurrentPeer(
                    NativeCell.of(dims.cell()),
                    dims.steps(),
                    dims.batch(),
                    dims.inputSize(),
                    dims.hiddenSize(),
                    dims.reverse(),
                    dims.training(),
                    strategy,
                    // the panel kernel takes the limit with each call, primitives are created for a number of threads
                    strategy == Strategy.PANEL ? backend.threads() : backend.threadsNow());
        } catch (RuntimeException e) {
            throw new IllegalStateException("kernel " + dims + " can't be created: " + e.getMessage(), e);
        }
    }

    @Override
    protected RecurrentWorkspace createWorkspace() {
        return new NativeWorkspace(this);
    }

    @Override
    protected void computeForward(
            RecurrentWeights weights,
            Tensor x,
            @Nullable Tensor s0,
            int @Nullable [] lengths,
            @Nullable GruMasks masks,
            Tensor y,
            Tensor sT,
            @Nullable RecurrentWorkspace workspace) {
        if (masks != null && strategy == Strategy.PRIMITIVE) {
            throw new IllegalStateException(
                    "kernel " + dims() + ": oneDNN's primitives do not support masks: expected -D" + Strategy.PROPERTY
                            + "=auto or panel but got " + System.getProperty(Strategy.PROPERTY));
        }
        PassMemory memory = workspace == null ? inference : ((NativeWorkspace) workspace).memory;
        boolean copies = lengths != null || strategy == Strategy.PRIMITIVE && dims().cell() == RecurrentCell.LSTM;
        peer.forward(
                addressOf(weights.w()),
                addressOf(weights.u()),
                addressOf(weights.b()),
                weights.version(),
                addressOf(x),
                addressOf(s0),
                lengthsAddress(lengths),
                addressOf(masks == null ? null : masks.state()),
                addressOf(masks == null ? null : masks.update()),
                addressOf(y),
                addressOf(sT),
                memory.address(),
                memory.copies(copies),
                Threads.limit());
    }

    @Override
    protected void computeBackward(
            @Nullable Tensor dy,
            @Nullable Tensor dsT,
            RecurrentWeights gradients,
            @Nullable Tensor dx,
            @Nullable Tensor ds0,
            RecurrentWorkspace workspace) {
        NativeWorkspace ours = (NativeWorkspace) workspace;
        if (loopRepetitions > 0) {
            loop(dy, gradients, dx, ours);
            return;
        }
        RecurrentWeights weights = ours.weights();
        GruMasks masks = ours.masks();
        int[] lengths = ours.lengths();
        boolean copies = lengths != null || strategy == Strategy.PRIMITIVE && (dy == null || dx == null);
        peer.backward(
                addressOf(weights.w()),
                addressOf(weights.u()),
                addressOf(weights.b()),
                weights.version(),
                addressOf(ours.x()),
                addressOf(ours.s0()),
                lengthsAddress(lengths),
                addressOf(masks == null ? null : masks.state()),
                addressOf(masks == null ? null : masks.update()),
                addressOf(ours.y()),
                addressOf(dy),
                addressOf(dsT),
                addressOf(gradients.w()),
                addressOf(gradients.u()),
                addressOf(gradients.b()),
                addressOf(dx),
                addressOf(ds0),
                ours.memory.address(),
                ours.memory.copies(copies),
                Threads.limit());
    }

    /**
     * Runs training steps in a native loop and returns its duration in seconds. It runs inside a call of backward on
     * the tensors of the latest forward. So the kernel, the workspace and the tensors are held meanwhile, as in any
     * backward.
     */
    synchronized double loopTraining(
            Tensor dy,
            RecurrentWeights gradients,
            Tensor dx,
            RecurrentWorkspace workspace,
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

    private void loop(@Nullable Tensor dy, RecurrentWeights gradients, @Nullable Tensor dx, NativeWorkspace workspace) {
        RecurrentWeights weights = workspace.weights();
        loopSeconds = NativeLibrary.loopTraining(
                peer,
                addressOf(weights.w()),
                addressOf(weights.u()),
                addressOf(weights.b()),
                addressOf(workspace.x()),
                addressOf(workspace.s0()),
                0,
                addressOf(workspace.y()),
                addressOf(loopST),
                addressOf(dy),
                0,
                addressOf(gradients.w()),
                addressOf(gradients.u()),
                addressOf(gradients.b()),
                addressOf(dx),
                0,
                workspace.memory.address(),
                0,
                loopRepetitions);
    }

    /** Copies lengths to native memory and returns the address; 0 if there are none. */
    private long lengthsAddress(int @Nullable [] lengths) {
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
        inference.release();
    }
}
