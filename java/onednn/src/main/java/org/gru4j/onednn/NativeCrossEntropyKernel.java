package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes the softmax cross-entropy in C++, with exponentials in floats and sums in doubles. */
final class NativeCrossEntropyKernel extends CrossEntropyKernel {
    private final OneDnnBackend backend;
    private final IdBuffers buffers;

    NativeCrossEntropyKernel(OneDnnBackend backend) {
        super(backend);
        this.backend = backend;
        this.buffers = new IdBuffers(backend);
    }

    @Override
    protected double computeLoss(Tensor logits, int[] targets, @Nullable Tensor dLogits) {
        int rows = logits.dim(0) * logits.dim(1);
        NativeStorage copy = buffers.copy("targets", targets, rows, logits.dim(2));
        try {
            return NativeLibrary.softmaxCrossEntropy(
                    rows, logits.dim(2), addressOf(logits), copy.address(), addressOf(dLogits), backend.threadsNow());
        } finally {
            buffers.release(copy);
        }
    }
}
