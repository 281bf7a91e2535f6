package org.gru4j.backend.portable;

import org.gru4j.backend.Activation;
import org.gru4j.backend.Backend;
import org.gru4j.backend.ElementwiseKernel;
import org.gru4j.tensor.Tensor;

/** Computes step by step, in doubles. */
final class PortableElementwiseKernel extends ElementwiseKernel {
    private final ThreadArrays scratch = new ThreadArrays(0, 4);

    PortableElementwiseKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeAdd(Tensor x, Tensor y) {
        y.add(0, x, 0, y.size());
    }

    @Override
    protected void computeScale(double factor, Tensor y) {
        int size = y.dim(2);
        double[] row = scratch.doubles(0, size);
        for (int from = 0; from < y.size(); from += size) {
            y.read(from, row, 0, size);
            for (int i = 0; i < size; i++) {
                row[i] *= factor;
            }
            y.write(from, row, 0, size);
        }
    }

    @Override
    protected void computeMultiply(Tensor a, Tensor b, Tensor y) {
        int size = y.dim(2);
        double[] as = scratch.doubles(0, size);
        double[] bs = scratch.doubles(1, size);
        for (int from = 0; from < y.size(); from += size) {
            a.read(from, as, 0, size);
            b.read(from, bs, 0, size);
            for (int i = 0; i < size; i++) {
                as[i] *= bs[i];
            }
            y.write(from, as, 0, size);
        }
    }

    @Override
    protected void computeActivate(Activation f, Tensor x, Tensor y) {
        int size = y.dim(2);
        double[] row = scratch.doubles(0, size);
        for (int from = 0; from < y.size(); from += size) {
            x.read(from, row, 0, size);
            Activations.forward(f, row, size);
            y.write(from, row, 0, size);
        }
    }

    @Override
    protected void computeActivateBackward(Activation f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        int size = dx.dim(2);
        double[] xs = scratch.doubles(0, size);
        double[] ys = scratch.doubles(1, size);
        double[] ds = scratch.doubles(2, size);
        for (int from = 0; from < dx.size(); from += size) {
            x.read(from, xs, 0, size);
            y.read(from, ys, 0, size);
            dy.read(from, ds, 0, size);
            Activations.backward(f, xs, ys, ds, size);
            dx.write(from, ds, 0, size);
        }
    }
}
