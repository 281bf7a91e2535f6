package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.Threads;
import org.gru4j.tensor.Tensor;

/**
 * A native kernel with its memory: what all recurrent kernels of this backend have in common. One native call per pass;
 * none makes a Java object.
 */
final class NativeRecurrent {
    private final OneDnnBackend backend;
    private final RecurrentShape shape;
    private final Strategy strategy;
    private final RecurrentPeer peer;
    private final NativeStorage scratch;
    private final NativeStorage nativeLengths;
    private final PassMemory inference;

    /**
     * @param strategy PRIMITIVE or PANEL
     * @throws org.gru4j.tensor.ShapeException if a tensor of these dims could not exist
     * @throws org.gru4j.tensor.InsufficientMemoryException if the kernel's own memory is not to be had
     * @throws IllegalStateException if native code can't make it, with its reason
     */
    NativeRecurrent(OneDnnBackend backend, RecurrentShape shape, Strategy strategy) {
        shape.requireSizes();
        this.backend = backend;
        this.shape = shape;
        this.strategy = strategy;
        this.peer = createPeer(backend, shape, strategy);
        NativeStorage kernelScratch = null;
        try {
            kernelScratch = backend.allocate(peer.scratchFloats(), "kernel " + shape);
            nativeLengths = backend.allocate(shape.batch(), "kernel " + shape);
        } catch (RuntimeException | Error e) {
            peer.free();
            if (kernelScratch != null) {
                backend.release(kernelScratch);
            }
            throw e;
        }
        scratch = kernelScratch;
        inference = new PassMemory(backend, shape, 0, peer.spareFloats());
        peer.useScratch(scratch.address());
    }

    private static RecurrentPeer createPeer(OneDnnBackend backend, RecurrentShape shape, Strategy strategy) {
        try {
            return new RecurrentPeer(shape.cell(), shape.steps(), shape.batch(), shape.inputSize(), shape.hiddenSize(),
                    shape.reverse(), shape.training(), strategy,
                    // a panel kernel is limited at each call, primitives are made for a number of threads
                    strategy == Strategy.PANEL ? backend.threads() : backend.threadsNow());
        } catch (RuntimeException e) {
            throw new IllegalStateException("no native kernel can be made of " + shape + ": " + e.getMessage(), e);
        }
    }

    RecurrentPeer peer() {
        return peer;
    }

    Strategy strategy() {
        return strategy;
    }

    /** Memory for one training pass at a time; the caller releases it. */
    PassMemory allocateMemory() {
        return new PassMemory(backend, shape, peer.workspaceFloats(), peer.spareFloats());
    }

    /** @param memory null in inference */
    void forward(Tensor w, Tensor u, Tensor b, long weightsVersion, Tensor x, Tensor s0, int[] lengths,
            Tensor stateMask, Tensor updateMask, Tensor y, Tensor sT, PassMemory memory) {
        PassMemory used = memory == null ? inference : memory;
        boolean copies = lengths != null || strategy == Strategy.PRIMITIVE && shape.cell() == NativeCell.LSTM;
        peer.forward(addressOf(w), addressOf(u), addressOf(b), weightsVersion, addressOf(x), addressOf(s0),
                lengthsAddress(lengths), addressOf(stateMask), addressOf(updateMask), addressOf(y), addressOf(sT),
                used.address(), used.copies(copies), Threads.limit());
    }

    void backward(Tensor w, Tensor u, Tensor b, long weightsVersion, Tensor x, Tensor s0, int[] lengths,
            Tensor stateMask, Tensor updateMask, Tensor y, Tensor dy, Tensor dsT, Tensor dw, Tensor du, Tensor db,
            Tensor dx, Tensor ds0, PassMemory memory) {
        boolean copies = lengths != null || strategy == Strategy.PRIMITIVE && (dy == null || dx == null);
        peer.backward(addressOf(w), addressOf(u), addressOf(b), weightsVersion, addressOf(x), addressOf(s0),
                lengthsAddress(lengths), addressOf(stateMask), addressOf(updateMask), addressOf(y), addressOf(dy),
                addressOf(dsT), addressOf(dw), addressOf(du), addressOf(db), addressOf(dx), addressOf(ds0),
                memory.address(), memory.copies(copies), Threads.limit());
    }

    /** Of a copy that native code can see. */
    private long lengthsAddress(int[] lengths) {
        if (lengths == null) {
            return 0;
        }
        nativeLengths.ints().put(0, lengths, 0, lengths.length);
        return nativeLengths.address();
    }

    /** Gives the memory back; the native object is freed by the peer's owner. */
    void release() {
        backend.release(scratch);
        backend.release(nativeLengths);
        inference.release();
    }
}
