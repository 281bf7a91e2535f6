package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.DropoutKernel;
import org.gru4j.tensor.Tensor;

/** Computes dropout in C++. */
final class NativeDropoutKernel extends DropoutKernel {
    private final OneDnnBackend backend;

    NativeDropoutKernel(OneDnnBackend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    protected void compute(Tensor x, long first, long stride, long key, long threshold, float kept, Tensor y) {
        NativeLibrary.dropout(
                x.dim(0),
                (long) x.dim(1) * x.dim(2),
                addressOf(x),
                first,
                stride,
                key,
                threshold,
                kept,
                addressOf(y),
                backend.threadsNow());
    }
}
