package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.DropoutKernel;
import org.gru4j.tensor.Tensor;

/** One loop in C++. */
final class NativeDropoutKernel extends DropoutKernel {
    private final OneDnnBackend backend;

    NativeDropoutKernel(OneDnnBackend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    protected void compute(Tensor x, long key, long threshold, float kept, Tensor y) {
        NativeLibrary.dropout(x.size(), addressOf(x), key, threshold, kept, addressOf(y), backend.threadsNow());
    }
}
