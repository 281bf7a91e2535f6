package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.OptimizerKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes the updates of optimisers in C++. */
final class NativeOptimizerKernel extends OptimizerKernel {
    private final OneDnnBackend backend;

    NativeOptimizerKernel(OneDnnBackend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    protected void computeSgd(
            Tensor p, Tensor g, @Nullable Tensor v, float momentum, boolean nesterov, float l2, float rate) {
        NativeLibrary.sgdStep(
                p.size(), addressOf(p), addressOf(g), addressOf(v), momentum, nesterov, l2, rate, backend.threadsNow());
    }

    @Override
    protected void computeRmsProp(
            Tensor p, Tensor g, Tensor v, float rho, float rest, float epsilon, float l2, float rate) {
        NativeLibrary.rmsPropStep(
                p.size(), addressOf(p), addressOf(g), addressOf(v), rho, rest, epsilon, l2, rate, backend.threadsNow());
    }

    @Override
    protected void computeAdam(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float eta,
            float correction,
            float epsilon,
            float l2,
            float shrink) {
        NativeLibrary.adamStep(
                p.size(),
                addressOf(p),
                addressOf(g),
                addressOf(m),
                addressOf(v),
                beta1,
                rest1,
                beta2,
                rest2,
                eta,
                correction,
                epsilon,
                l2,
                shrink,
                backend.threadsNow());
    }

    @Override
    protected double computeSumOfSquares(Tensor x) {
        return NativeLibrary.sumOfSquares(x.size(), addressOf(x), backend.threadsNow());
    }

    @Override
    protected void computeScale(Tensor x, float factor) {
        NativeLibrary.scale(x.size(), factor, addressOf(x), backend.threadsNow());
    }

    @Override
    protected void computeClamp(Tensor x, float bound) {
        NativeLibrary.clamp(x.size(), bound, addressOf(x), backend.threadsNow());
    }

    @Override
    protected void computeAddNormal(Tensor x, long key, double deviation) {
        NativeLibrary.addNormal(x.size(), key, deviation, addressOf(x), backend.threadsNow());
    }
}
