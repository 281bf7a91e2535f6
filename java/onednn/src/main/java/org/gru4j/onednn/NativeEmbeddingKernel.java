package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.tensor.Tensor;

/** Computes embeddings in C++. Forward copies rows of the table; backward adds to rows of its gradient. */
final class NativeEmbeddingKernel extends EmbeddingKernel {
    private final OneDnnBackend backend;
    private final IdBuffers buffers;

    NativeEmbeddingKernel(OneDnnBackend backend) {
        super(backend);
        this.backend = backend;
        this.buffers = new IdBuffers(backend);
    }

    @Override
    protected void computeForward(Tensor w, int[] ids, Tensor y) {
        int rows = y.dim(0) * y.dim(1);
        NativeStorage copy = buffers.copy("ids", ids, rows, w.dim(0));
        try {
            NativeLibrary.embeddingForward(
                    rows, w.dim(1), addressOf(w), copy.address(), addressOf(y), backend.threadsNow());
        } finally {
            buffers.release(copy);
        }
    }

    @Override
    protected void computeBackward(int[] ids, Tensor dy, Tensor dw) {
        int rows = dy.dim(0) * dy.dim(1);
        NativeStorage copy = buffers.copy("ids", ids, rows, dw.dim(0));
        try {
            NativeLibrary.embeddingBackward(
                    rows, dw.dim(1), copy.address(), addressOf(dy), addressOf(dw), backend.threadsNow());
        } finally {
            buffers.release(copy);
        }
    }
}
