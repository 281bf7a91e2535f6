package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.DenseKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes dense layers with oneDNN's matrix product. */
final class NativeDenseKernel extends DenseKernel {
    private final OneDnnBackend backend;

    NativeDenseKernel(OneDnnBackend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    protected void computeForward(Tensor x, Tensor w, @Nullable Tensor b, Tensor y) {
        NativeLibrary.denseForward(
                rows(x),
                w.dim(0),
                w.dim(1),
                addressOf(x),
                addressOf(w),
                addressOf(b),
                addressOf(y),
                backend.threadsNow());
    }

    @Override
    protected void computeBackward(Tensor x, Tensor w, Tensor dy, @Nullable Tensor dx, Tensor dw, @Nullable Tensor db) {
        NativeLibrary.denseBackward(
                rows(x),
                w.dim(0),
                w.dim(1),
                addressOf(x),
                addressOf(w),
                addressOf(dy),
                addressOf(dx),
                addressOf(dw),
                addressOf(db),
                backend.threadsNow());
    }

    private static long rows(Tensor x) {
        return (long) x.dim(0) * x.dim(1);
    }
}
