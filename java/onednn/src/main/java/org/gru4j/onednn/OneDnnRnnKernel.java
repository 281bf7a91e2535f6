package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/** LSTM cells or tanh units by oneDNN's primitives. One native call per pass; none makes a Java object. */
final class OneDnnRnnKernel extends RecurrentKernel {
    private static final class NativeWorkspace extends RecurrentWorkspace {
        private final OneDnnBackend backend;
        private final NativeStorage storage;

        NativeWorkspace(OneDnnRnnKernel kernel) {
            super(kernel);
            backend = kernel.backend;
            storage = backend.allocate(kernel.peer.workspaceFloats(), "the workspace of kernel " + kernel.dims());
        }

        @Override
        protected void release() {
            backend.release(storage);
        }
    }

    private final OneDnnBackend backend;
    private final NativeRnnKernel peer;
    private final NativeStorage scratch;
    private final NativeStorage nativeLengths;

    OneDnnRnnKernel(OneDnnBackend backend, RecurrentDims dims) {
        super(backend, dims);
        requireSizes(dims);
        this.backend = backend;
        this.peer = createPeer(backend, dims);
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
        peer.useScratch(scratch.address());
        freedBy(peer::free);
    }

    /** Dims whose tensors could not exist must not reach native code, which counts in whole numbers of its own. */
    private static void requireSizes(RecurrentDims dims) {
        int gates = dims.cell().gates();
        // native code reads one input more than there are
        Shape.of(dims.steps(), dims.batch(), Math.addExact(dims.inputSize(), 1));
        Shape.of(dims.steps(), dims.batch(), dims.hiddenSize());
        Shape.of(Math.addExact(dims.inputSize(), 1), gates, dims.hiddenSize());
        Shape.of(dims.hiddenSize(), gates, dims.hiddenSize());
    }

    private static NativeRnnKernel createPeer(OneDnnBackend backend, RecurrentDims dims) {
        try {
            return new NativeRnnKernel(dims.steps(), dims.batch(), dims.inputSize(), dims.hiddenSize(),
                    dims.cell() == RecurrentCell.TANH, dims.reverse(), dims.training(), backend.threadsNow());
        } catch (RuntimeException e) {
            throw new IllegalStateException("no native kernel can be made of " + dims + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected RecurrentWorkspace createWorkspace() {
        return new NativeWorkspace(this);
    }

    @Override
    protected void computeForward(RecurrentWeights weights, Tensor x, Tensor s0, int[] lengths, GruMasks masks,
            Tensor y, Tensor sT, RecurrentWorkspace workspace) {
        peer.forward(addressOf(weights.w()), addressOf(weights.u()), addressOf(weights.b()), weights.version(),
                addressOf(x), addressOf(s0), lengthsAddress(lengths), addressOf(y), addressOf(sT),
                workspace == null ? 0 : ((NativeWorkspace) workspace).storage.address());
    }

    @Override
    protected void computeBackward(Tensor dy, Tensor dsT, RecurrentWeights gradients, Tensor dx, Tensor ds0,
            RecurrentWorkspace workspace) {
        NativeWorkspace ours = (NativeWorkspace) workspace;
        RecurrentWeights weights = ours.weights();
        peer.backward(addressOf(weights.w()), addressOf(weights.u()), addressOf(weights.b()), weights.version(),
                addressOf(ours.x()), addressOf(ours.s0()), lengthsAddress(ours.lengths()), addressOf(ours.y()),
                addressOf(dy), addressOf(dsT), addressOf(gradients.w()), addressOf(gradients.u()),
                addressOf(gradients.b()), addressOf(dx), addressOf(ds0), ours.storage.address());
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
    }
}
