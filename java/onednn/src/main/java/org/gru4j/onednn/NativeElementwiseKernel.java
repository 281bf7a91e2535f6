package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.Activation;
import org.gru4j.backend.ElementwiseKernel;
import org.gru4j.tensor.Tensor;

/** Sums, products and copies in C++; activation functions are the portable ones. */
final class NativeElementwiseKernel extends ElementwiseKernel {
    private final OneDnnBackend backend;
    private final ElementwiseKernel portable;

    NativeElementwiseKernel(OneDnnBackend backend, ElementwiseKernel portable) {
        super(backend);
        this.backend = backend;
        this.portable = portable;
    }

    @Override
    protected void computeAdd(Tensor x, Tensor y) {
        NativeLibrary.add(y.size(), addressOf(x), addressOf(y), backend.threadsNow());
    }

    @Override
    protected void computeScale(double factor, Tensor y) {
        NativeLibrary.scale(y.size(), (float) factor, addressOf(y), backend.threadsNow());
    }

    @Override
    protected void computeMultiply(Tensor a, Tensor b, Tensor y) {
        if (y == b) {
            computeMultiply(b, a, y);
            return;
        }
        if (y != a) {
            y.copyFrom(a);
        }
        NativeLibrary.multiply(y.size(), addressOf(b), addressOf(y), backend.threadsNow());
    }

    @Override
    protected void computeCopyColumns(Tensor x, int from, Tensor y, int to, int count) {
        NativeLibrary.copyColumns(
                (long) x.dim(0) * x.dim(1),
                count,
                addressOf(x) + (long) from * Float.BYTES,
                x.dim(2),
                addressOf(y) + (long) to * Float.BYTES,
                y.dim(2),
                backend.threadsNow());
    }

    @Override
    protected void computeActivate(Activation f, Tensor x, Tensor y) {
        portable.activate(f, x, y);
    }

    @Override
    protected void computeActivateBackward(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        portable.activateBackward(f, x, y, dy, dx);
    }
}
